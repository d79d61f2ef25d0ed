# ruff: noqa: E501, SIM905  words are read better as they stand
"""Invented Japanese that reads like an article, any length of it, from a seed.

Knows words and the sentences they stand in. Must not know articles, files or Markdown. Words follow a Zipf-like
distribution: some 60 common ones in every paragraph, tens of thousands that hardly come back, as in real texts: an
index and a compressor meet what they would meet. Sentences are put together from halves made beforehand, so that 30
million characters take seconds.
"""

from __future__ import annotations

import random
from bisect import bisect
from itertools import accumulate
from typing import Final

from workflows.population.name_stock import stock

STEMS: Final = (
    "図面 設計 試作 評価 解析 測定 検査 組立 調整 保守 点検 改良 量産 部品 材料 回路 基板 配線 電源 制御 通信 信号 画面 記録 手順 規格 "
    "品質 原価 納期 工程 現場 倉庫 工具 治具 金型 鋳物 軸受 歯車 油圧 冷却 断熱 振動 騒音 強度 公差 寸法 塗装 溶接 切削 研磨 梱包 出荷 "
    "見積 契約 提案 営業 窓口 講習 研修 面談 座談 勉強 朝会 日誌 台帳 名札 地図 模型 写真 標本 試験 実験 観察 計算 予測 分類 翻訳 編集 "
    "装置 機械 計器 車両 船舶 農機 医療 介護 漁港 林業 酒蔵 牧場 市場 学校 病院 役場 図書 舞台 楽器 陶芸 料理 登山 子育 通勤 転勤 出張 "
    "退職 復職 起業 独立 副業 異動 昇進 定年 採用 育成 引継 相談 会議 議論 判断 失敗 工夫 挑戦 習慣 信頼 約束 責任 余裕 時間 距離 季節 "
    "水車 風車 橋梁 隧道 堤防 送電 発電 蓄電 配管 浄水 下水 道路 鉄道 信号機 踏切 駅舎 港湾 空港 桟橋 造船 製紙 製糸 染色 織物 縫製 木工 "
    "硝子 樹脂 合金 磁石 電池 鉱石 粉体 薄膜 光学 音響 気象 海流 地質 土壌 水質 植物 昆虫 家畜 発酵 醸造 乾燥 冷凍 焙煎 製粉 製菓 包装"
).split()
TAILS: Final = (
    "書 表 室 班 係 票 図 帳 機 器 台 棚 箱 線 面 部 会 日 案 法 力 員 長 先 側 用 前 後 中 別 計画 担当 課題 基準 装置 記録 手順 結果 "
    "条件 見本 一覧 現場 仲間 時間 経験 技術 作業 工場 教室 相手 道具 試験 写真 当番 予定 報告"
).split()
WORDS: Final = (
    "図面 試作 部品 現場 手順 記録 品質 納期 工程 機械 装置 測定 回路 材料 相談 仲間 後輩 先輩 お客さま 会議 約束 失敗 工夫 経験 時間 "
    "道具 工場 試験 計算 写真 畑 海 港 町 家族 電話 手紙 メール ノート 朝 休み 季節 音 匂い 手ざわり 重さ 温度 湿度 すき間 段取り やり方 "
    "きっかけ 言葉 数字 順番 理由 仕組み 仕事 暮らし 勉強会 説明書"
).split()
LOAN: Final = (
    "センサー モーター ポンプ バルブ フィルター ケーブル コネクター パネル フレーム ボルト ワッシャー グリス シール ベルト ローラー ヒーター "
    "ファン タンク ノズル レンズ プリズム スイッチ アンテナ ルーター サーバー ソフトウェア プログラム データ グラフ テスト マニュアル ミーティング"
).split()
PLACES: Final = (
    "汐見 東風 春風町 波多野 水無川 青海 霧島台 白妙 稲穂 若草 千鳥 三日月 鈴鹿台 唐松 楓谷 鷺沼台 織部 椿山 灯台下 夕凪 早瀬 風待 "
    "星見 月島台 霜月 雁木 麦野 葦原 藤棚 石垣町"
).split()
SITES: Final = "工場 事業所 試作室 営業所 研究所 倉庫 現場 港 食堂 教室 支店 保守拠点".split()
_SOUNDS: Final = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワガギグゲゴザジズゼゾダデドバビブベボパピプペポ"

OPENINGS: Final = (
    "{a}の{b}を任されたころは、",
    "{year}年に{place}の{site}へ移ってから、",
    "はじめは{a}のことで頭がいっぱいでしたが、",
    "{a}と{b}の数字がどうしても合わず、",
    "{a}を見直しているうちに、",
    "朝の{a}が終わると、",
    "{b}に詳しい人が近くにいなかったので、",
    "{a}は{b}とよく似ていて、",
    "いまの{a}では、",
    "{place}で{a}を教わった人がいて、",
    "図面には{a}とだけ書いてあり、",
    "{n}日かけて{a}をやり直したあと、",
    "{a}より先に{b}を直したほうがよいと分かり、",
    "お客さまから{a}のお話をいただいたとき、",
    "それまで{a}しか知らなかった私は、",
    "{a}の隣で{b}が動いているのを見て、",
    "{n}人の班で{a}を受け持ち、",
    "{place}の{site}に{a}を運び込んでみると、",
    "昼休みに{a}の話をしていたら、",
    "「{a}は{b}から考える」と教わっていたのに、",
    "{a}に{n}年かけた方と組むことになり、",
    "退職するときに受け取った{a}を開くと、",
    "{site}の壁には{a}が貼ってあって、",
    "たとえば{a}なら、",
    "{month}月の{a}を控えて、",
)
CLOSINGS: Final = (
    "{a}まで自分の手で確かめました。",
    "{a}の{b}をもう一度見直すことにしたんです。",
    "{a}を貸してくださったのは隣の班の方でした。",
    "{b}のほうが大事だと気づきました。",
    "{a}を{n}回つくり直しています。",
    "誰に聞いても{a}の理由は分かりませんでした。",
    "{a}を持って{place}まで通いました。",
    "いまでも{a}を見ると、あのころを思い出します。",
    "{a}がないと始まらない仕事だったと思います。",
    "{a}と{b}を並べて、違いをひとつずつ書き出しました。",
    "{a}については、こちらから頭を下げました。",
    "結局、{a}だけが残りました。",
    "{a}の音で調子が分かるようになります。",
    "{a}を若い人に渡せたのがうれしかったですね。",
    "{n}か月で{a}が形になりました。",
    "{a}の置き場所を変えただけで楽になりました。",
    "毎週{a}を持ち寄って話しています。",
    "{a}は最後まで手放しませんでした。",
    "{a}を減らす代わりに{b}を増やしました。",
    "{place}の{site}に相談の電話をかけました。",
    "{a}のことなら、いつでも聞いてください。",
    "思っていたより{a}が軽くて驚きました。",
    "{a}と呼ばれるものは、だいたい{b}のことです。",
    "それが{a}との付き合いの始まりです。",
    "{a}を覚えるのに{n}年かかりました。",
    "帰りの電車で{a}の続きを考えていました。",
    "{a}には正解がないのだと思います。",
    "{a}の前に、まず{b}を片付けます。",
    "今年も{month}月に{a}をやる予定です。",
    "{a}が止まると、{b}も止まってしまいますから。",
)
QUESTIONS: Final = (
    "{a}を始めたきっかけは、何でしょうか。",
    "{a}でいちばん困ったのは、どんなところですか。",
    "{place}へ移って、何が変わりましたか。",
    "{a}と{b}の違いを、教えてください。",
    "そのとき、周りの方は何と。",
    "{a}を離れてみて、気づいたことはありますか。",
    "いまの{a}に、前の経験は役立っていますか。",
    "{n}年続けられたのは、なぜでしょう。",
    "{a}を若い方に伝えるときの工夫は。",
    "これから{a}をどうしていきたいですか。",
    "{a}の話を、もう少し聞かせてください。",
    "失敗した{a}は、どうなりましたか。",
    "{b}ではなく{a}を選んだのですね。",
    "当時の仲間とは、いまも会いますか。",
)
HEADLINES: Final = (
    "{a}と{b}のあいだで",
    "{a}は止められない",
    "{place}で見つけた{a}",
    "{n}年ぶりの{a}",
    "{a}を手放した日",
    "{a}より先に{b}を",
    "隣の{site}から来た{a}",
    "{a}の続きを、もう一度",
    "それでも{a}を選ぶ",
    "{a}が教えてくれたこと",
)


class Prose:
    """An endless writer; the same seed writes the same."""

    def __init__(self, seed: int = 1, words: int = 14_000) -> None:
        self.random = random.Random(seed)
        self._words = self._vocabulary(words)
        self._bounds = list(accumulate(1 / (rank + 20) for rank in range(len(self._words))))
        self._openings = [self._filled(self._one(OPENINGS)) for _ in range(2 * words)]
        self._closings = [self._filled(self._one(CLOSINGS)) for _ in range(2 * words)]

    def word(self) -> str:
        """One noun, a common one more often."""
        return self._words[bisect(self._bounds, self.random.random() * self._bounds[-1])]

    def sentence(self) -> str:
        """One sentence of some 45 characters, with its full stop."""
        return self._one(self._openings) + self._one(self._closings)

    def paragraph(self, characters: int = 160) -> str:
        """Whole sentences, up to about `characters` of them."""
        text = self.sentence()
        while len(text) < characters - 25:
            text += self.sentence()
        return text

    def question(self) -> str:
        """What an interviewer asks, without the dash."""
        return self._filled(self._one(QUESTIONS))

    def headline(self) -> str:
        """A heading or half a title, 8 to 20 characters."""
        return self._filled(self._one(HEADLINES))

    def place(self) -> str:
        """An invented place."""
        return self._one(PLACES)

    def _vocabulary(self, count: int) -> list[str]:
        rare: set[str] = set()
        while len(rare) < count:
            kind = self.random.random()
            if kind < 0.6:
                first, second = self.random.sample(STEMS, 2)
                rare.add(first + second + (self._one(TAILS) if kind < 0.15 else ""))
            elif kind < 0.8:
                rare.add(self._one(STEMS) + self._one(TAILS))
            elif kind < 0.88:
                rare.add(f"{stock().surname(self.random).written}式{self._one(STEMS)}")
            elif kind < 0.94:
                rare.add(self._one(LOAN) + self._one(STEMS))
            else:
                rare.add(
                    "".join(self.random.choices(_SOUNDS, k=self.random.randint(3, 5))) + self._one(("", "ー", "ン"))
                )
        found = sorted(rare)  # a set's own order changes from run to run
        self.random.shuffle(found)
        return [*WORDS, *found]

    def _filled(self, pattern: str) -> str:
        number = self.random.random
        return pattern.format(
            a=self.word(),
            b=self.word(),
            place=self._one(PLACES),
            site=self._one(SITES),
            n=int(number() * 28) + 2,
            month=int(number() * 12) + 1,
            year=int(number() * 38) + 1985,
        )

    def _one(self, choices: list[str] | tuple[str, ...]) -> str:
        return choices[int(self.random.random() * len(choices))]
