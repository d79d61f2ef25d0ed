"""`alumni site …`: what editors type.

Knows arguments, exit codes and where output goes. Must not know how anything is checked, imported or built.
"""

from __future__ import annotations

import datetime as dt
import gc
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from messages import say, spoken
from site_builder.issues import ContentError, relative

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def site() -> None:
    """Write, check and build the site."""


@app.command("check")
def check_(
    paths: Annotated[list[Path] | None, typer.Argument(help="調べるファイルやフォルダー（省くと全部）")] = None,
    github: Annotated[bool, typer.Option("--github", help="プルリクエストの行に出る形で知らせます")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="自動で直せるものを直し、違いを表示します")] = False,
    changed_since: Annotated[
        str,
        typer.Option("--changed-since", metavar="REV", help="この版から変えたものだけを知らせます"),
    ] = "",
    external: Annotated[bool, typer.Option("--external", help="よそのサイトへのリンクが開けるかも確かめます")] = False,
) -> None:
    """Report everything a machine can see before a reader does; 1 where there are errors."""
    from site_builder.checks import command
    from site_builder.issues import as_annotation

    try:
        report = command.run(paths or [], fix=fix, changed_since=changed_since, external=external)
    except (command.Misdirected, ContentError) as stopped:
        raise _stop(stopped) from None
    if fix:
        typer.echo(report.diff or say("check.nothing-fixed"))
        typer.echo(say("check.fixed", files=report.mended), err=True)
    for issue in report.issues:
        typer.echo(as_annotation(issue) if github else issue)
    for line in report.closing():
        typer.echo(line)
    if report.failed:
        raise typer.Exit(1)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="原稿（.txt・.docx・.html）")],
    out: Annotated[Path, typer.Option("--out", help="記事を書き出すフォルダー（例：content/interviews）")],
    slug: Annotated[str, typer.Option("--slug", help="ファイル名にする英数字（例：coming-back）")] = "",
    fix: Annotated[bool, typer.Option("--fix", help="句読点や表記の誤りを直しながら取り込みます")] = False,
) -> None:
    """Turn a manuscript into an interview: the file's path on stdout, what was found on stderr."""
    from site_builder import desk

    try:
        done = desk.import_manuscript(file, out, slug=slug, fix=fix)
    except desk.Refused as refused:
        raise _stop(refused) from None
    for issue in done.issues:
        typer.echo(issue, err=True)
    typer.echo(done.closing, err=True)
    typer.echo(done.path)


@app.command("import-inbox")
def import_inbox_(
    report: Annotated[Path | None, typer.Option("--report", help="結果を書き出すファイル（Markdown）")] = None,
) -> None:
    """Import every manuscript that was put into `content/_inbox/`."""
    from site_builder import desk

    typer.echo(desk.import_inbox(Path.cwd(), report))


@app.command("new")
def new_(
    kind: Annotated[str, typer.Argument(metavar="TYPE", help="interview・news・event・person・opportunity など")],
    title: Annotated[str, typer.Argument(metavar="題名", help="題名（人なら氏名）")],
    slug: Annotated[str, typer.Option("--slug", help="ファイル名にする英数字（例：coming-back）")] = "",
    date: Annotated[str, typer.Option("--date", help="公開日（例：2026-04-01）")] = "",
    opportunity: Annotated[str, typer.Option("--kind", help="募集の種類（employment・contract など）")] = "",
    start: Annotated[str, typer.Option("--start", help="イベントの開始（例：2026-12-05 14:00）")] = "",
    end: Annotated[str, typer.Option("--end", help="イベントの終了")] = "",
    place: Annotated[str, typer.Option("--place", help="会場・場所")] = "",
    closes: Annotated[str, typer.Option("--closes", help="募集を終える日（例：2026-12-31）")] = "",
) -> None:
    """Begin an entry from its template: the file's path on stdout."""
    from site_builder import desk

    given = {"date": date, "kind": opportunity, "start": start, "end": end, "place": place, "closes": closes}
    ask = _ask if sys.stdin.isatty() and sys.stderr.isatty() else None
    try:
        done = desk.new_entry(kind, title, Path.cwd(), {k: v for k, v in given.items() if v}, slug=slug, ask=ask)
    except desk.Refused as refused:
        raise _stop(refused) from None
    typer.echo(done.closing, err=True)
    typer.echo(done.path)


def _ask(question: str, default: str, mistake_in: Callable[[str], str]) -> str:
    """Ask on the terminal until the answer will do."""
    while True:
        answer = str(typer.prompt(question, default=default or None, err=True)).strip()
        wrong = mistake_in(answer)
        if not wrong:
            return answer
        typer.echo(wrong, err=True)


@app.command("plan")
def plan_(
    days: Annotated[int, typer.Option("--days", min=1, help="何日先まで見るか")] = 60,
    today: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="この日から数えます")] = None,
) -> None:
    """List what will appear, take place and go in the next days."""
    from site_builder import desk

    try:
        for line in desk.upcoming(Path.cwd(), days, today.date() if today else None):
            typer.echo(line)
    except desk.Refused as refused:
        raise _stop(refused) from None


Entry = Annotated[Path, typer.Argument(metavar="ENTRY", help="記事のファイル（例：content/interviews/a.md）")]


@app.command("proof")
def proof_(
    entry: Annotated[
        Path | None, typer.Argument(metavar="ENTRY", help="記事のファイル（例：content/interviews/a.md）")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="書き出す先（.html または .pdf、省くと proof.html）")
    ] = None,
    changed_since: Annotated[
        str,
        typer.Option(
            "--changed-since", metavar="REV", help="この版から変えたインタビューと人の校正紙を、フォルダーに作ります"
        ),
    ] = "",
) -> None:
    """Write the proof sheet (校正紙) of an entry, for the people in it to read before it is public."""
    from site_builder import desk

    if (entry is None) is not bool(changed_since):
        raise _stop(desk.Refused(say("proof.one-or-changed")))
    try:
        if entry:
            typer.echo(desk.write_proof(entry, out or Path("proof.html"), Path.cwd()))
        else:
            for line in desk.write_proofs(changed_since, out or Path("proofs"), Path.cwd()):
                typer.echo(line)
    except desk.Refused as refused:
        raise _stop(refused) from None


@app.command("approve")
def approve_(entry: Entry, ref: Annotated[str, typer.Option("--ref", help="同意書の文書番号")]) -> None:
    """Record that the entry as it stands was approved; later changes ask again."""
    from site_builder import desk

    try:
        typer.echo(desk.approve(entry, ref, Path.cwd()))
    except desk.Refused as refused:
        raise _stop(refused) from None


@app.command("retract")
def retract_(entry: Entry) -> None:
    """Take an entry back: text and pictures go, links to it are mended, a farewell stays at its address."""
    from site_builder import desk

    try:
        typer.echo(desk.take_back(entry, Path.cwd()))
    except desk.Refused as refused:
        raise _stop(refused) from None


@app.command()
def build(
    today: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="この日の0時として作ります")] = None,
    drafts: Annotated[bool, typer.Option("--drafts", help="下書きと公開前の記事も作ります")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="注意が1件でもあれば失敗にします")] = False,
    portable: Annotated[
        bool,
        typer.Option("--portable", help="そのまま開ける確認用のサイトを preview/ に作ります（site/ は変えません）"),
    ] = False,
    cache: Annotated[
        bool, typer.Option("--cache/--no-cache", help="前回のビルドの控えを使わず、残しもしません")
    ] = True,
    clean: Annotated[bool, typer.Option("--clean", help="控えを捨ててから、全部を作ります")] = False,
    profile: Annotated[bool, typer.Option("--profile", help="どこに時間がかかったかを表にします")] = False,
    config: Annotated[Path, typer.Option("-f", "--config-file", help="設定ファイル")] = Path("mkdocs.yml"),
) -> None:
    """Build the site into `site/`, or a preview that opens without a server into `preview/`."""
    begun = time.monotonic()
    if cache and not clean and not portable and not profile:
        from site_builder import unchanged

        day = today.date().isoformat() if today else ""
        last = unchanged.recalled(config, today=day, drafts=drafts, strict=strict, language=spoken())
        if last:
            _built(last["warnings"], {**last, "seconds": round(time.monotonic() - begun, 1)}, Path(last["site"]))
            return
    gc.disable()  # what is loaded stays: looking through it for what may go takes a tenth of the time
    from site_builder import commands
    from site_builder.portable import OccupiedError

    gc.enable()
    make = commands.build_portable if portable else commands.build
    try:
        with _progress() as progress:
            built = make(
                config,
                today=today.date() if today else None,
                drafts=drafts,
                strict=strict,
                keep=cache,
                clean=clean,
                progress=progress,
            )
    except OccupiedError:
        typer.echo(f"{say('portable.occupied')}\nhint: {say('portable.occupied-fix')}", err=True)
        raise typer.Exit(1) from None
    except ContentError as refused:
        typer.echo(say("build.refused", count=len(refused.issues)), err=True)
        raise _stop(refused) from None
    except commands.StoppedError as stopped:
        for warning in stopped.warnings:
            typer.echo(warning, err=True)
        raise _stop(stopped) from None
    if profile:
        for name, seconds in built.stages.items():
            typer.echo(f"{seconds:7.2f} s  {say(f'build.stage-{name}')}", err=True)
    _built((*built.warnings, *built.notes), vars(built), built.site_dir)
    if portable:
        typer.echo("hint: " + say("portable.next", place=relative(built.site_dir / "index.html", Path.cwd())))


def _built(said: Iterable[str], figures: Mapping[str, Any], site: Path) -> None:
    """What is said of a build that came to its end."""
    for line in said:
        typer.echo(line, err=True)
    done = say("build.done", entries=figures["entries"], changed=figures["changed"], seconds=figures["seconds"])
    typer.echo(say("build.place", done=done, place=relative(site, Path.cwd())))


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal, while pages are made; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    bar: Any = None

    def made(count: int, of: int) -> None:
        nonlocal bar
        if bar is None:
            bar = typer.progressbar(length=of, label=say("build.making"), file=sys.stderr)
            bar.__enter__()
        bar.update(1)

    try:
        yield made
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)


@app.command()
def serve(
    today: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="この日の0時として見ます")] = None,
    drafts: Annotated[bool, typer.Option(help="下書きと公開前の記事も見ます")] = True,
    address: Annotated[str | None, typer.Option("-a", "--address", help="例：127.0.0.1:8001")] = None,
    config: Annotated[Path, typer.Option("-f", "--config-file", help="設定ファイル")] = Path("mkdocs.yml"),
) -> None:
    """Show the site in a browser while it is written."""
    from site_builder import commands

    try:
        commands.serve(config, today=today.date() if today else None, drafts=drafts, address=address)
    except ContentError:
        raise typer.Exit(1) from None  # said already
    except commands.StoppedError as stopped:
        raise _stop(stopped) from None


def _stop(refused: Exception) -> typer.Exit:
    """Say why and end with 1."""
    for line in str(refused).split("\n"):
        typer.echo(line, err=True)
    return typer.Exit(1)
