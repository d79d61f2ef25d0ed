/**
 * アルムナイの台帳から、「返信」でチェックを付けた返信を、開いている方のアカウントで一通ずつ送ります。
 * `alumni registrations script` が書き出したものです。手で直さず、書き出し直して貼り替えてください。
 *
 * @OnlyCurrentDoc
 */

// Tab, columns and sentences, filled in by the command from the same lists as the book itself.
const BOOK = {};

// A run may take six minutes before Google ends it.
const ENOUGH = 5 * 60 * 1000;

function onOpen() {
  SpreadsheetApp.getUi()
    .createMenu(BOOK.words.menu)
    .addItem(BOOK.words.preview, 'alumniPreview')
    .addItem(BOOK.words.send, 'alumniSend')
    .addToUi();
}

/** Shows how many letters would go to whom, what would stay and why, and the first one in full. */
function alumniPreview() {
  const html = told_(() => previewHtml_(survey_(sheet_()), MailApp.getRemainingDailyQuota()));
  if (html === undefined) return;
  const page = HtmlService.createHtmlOutput(html).setWidth(720).setHeight(640);
  SpreadsheetApp.getUi().showModalDialog(page, BOOK.words.preview);
}

/** Sends each ticked letter once, after asking; says what became of each. */
function alumniSend() {
  const ui = SpreadsheetApp.getUi();
  const before = told_(() => survey_(sheet_()));
  if (before === undefined) return;
  const quota = MailApp.getRemainingDailyQuota();
  const going = before.ready.slice(0, Math.max(0, quota));
  if (!going.length) {
    ui.alert(BOOK.words.send, [before.ready.length ? BOOK.words.noQuota : BOOK.words.nothing, ...leftLines_(before.left)].join('\n'), ui.ButtonSet.OK);
    return;
  }
  const question = [fill_(BOOK.words.ask, { count: going.length, account: Session.getEffectiveUser().getEmail() || BOOK.words.you })];
  if (going.length < before.ready.length) {
    question.push(fill_(BOOK.words.quota, { quota: quota, rest: before.ready.length - going.length }));
  }
  question.push(...leftLines_(before.left));
  if (ui.alert(BOOK.words.send, question.join('\n'), ui.ButtonSet.YES_NO) !== ui.Button.YES) return;

  const lock = LockService.getDocumentLock();
  if (!lock.tryLock(1000)) {
    ui.alert(BOOK.words.send, BOOK.words.busy, ui.ButtonSet.OK);
    return;
  }
  let done;
  try {
    done = told_(() => sendAll_(going));
  } finally {
    lock.releaseLock();
  }
  if (done === undefined) return;
  const lines = [fill_(BOOK.words.sent, { count: done.sent.length })];
  if (done.failed.length) lines.push(fill_(BOOK.words.failed, { count: done.failed.length, numbers: some_(done.failed) }));
  if (done.changed.length) lines.push(fill_(BOOK.words.changed, { count: done.changed.length, numbers: some_(done.changed) }));
  if (done.rest) lines.push(fill_(BOOK.words.rest, { count: done.rest }));
  ui.alert(BOOK.words.send, lines.join('\n'), ui.ButtonSet.OK);
}

function sendAll_(letters) {
  const done = { sent: [], failed: [], changed: [], rest: 0 };
  const began = Date.now();
  for (const [index, letter] of letters.entries()) {
    if (Date.now() - began > ENOUGH || MailApp.getRemainingDailyQuota() < 1) {
      done.rest = letters.length - index;
      break;
    }
    done[sendOne_(letter)].push(letter.number);
  }
  return done;
}

/**
 * Sends one letter. It is marked first, so that whatever ends this script after Google took the letter leaves a mark by
 * which it is never sent again; only then is it read once more, because HR or a run may have changed it since she asked.
 */
function sendOne_(letter) {
  const sheet = sheet_();
  const mark = BOOK.sending + ' ' + letter.number;
  if (!isBlank_(cells_(sheet).sent.get(letter.number))) return 'changed';
  if (!write_(sheet, letter.number, mark)) return 'changed';
  const now = survey_(sheet, mark).ready.find((one) => one.number === letter.number);
  if (!now || now.to !== letter.to || now.subject !== letter.subject || now.body !== letter.body) {
    write_(sheet, letter.number, '');
    return 'changed';
  }
  try {
    MailApp.sendEmail({ to: mailbox_(now.to), subject: now.subject, body: now.body, name: BOOK.sender, replyTo: BOOK.replyTo });
  } catch (error) {
    write_(sheet, letter.number, BOOK.notSent + '：' + String((error && error.message) || error).slice(0, 200));
    return 'failed';
  }
  write_(sheet, letter.number, new Date(Math.floor(Date.now() / 60000) * 60000));
  return 'sent';
}

/**
 * Writes into 送信日時 of one letter, and looks whether it came to stand there: people sort while a script works, and a
 * script can only write by place. What it wrote elsewhere is put back. False where the letter is not there.
 */
function write_(sheet, number, value) {
  for (let attempt = 0; attempt < 5; attempt++) {
    const before = cells_(sheet);
    if (!before.row.has(number)) return false;
    const range = sheet.getRange(before.row.get(number), before.at.sent);
    if (value instanceof Date) range.setNumberFormat('yyyy-mm-dd hh:mm');
    range.setValue(value);
    SpreadsheetApp.flush();
    const after = cells_(sheet);
    if (after.at.sent !== before.at.sent && after.row.has(number)) {
      // A column was put in or taken out: of a ticked row, it can only have met the tick or a cell that fills itself.
      const stray = sheet.getRange(after.row.get(number), before.at.sent);
      if (same_(stray.getValues()[0][0], value)) stray.setValue(before.at.sent === after.at.send ? true : '');
    }
    for (const [other, stood] of before.sent) {
      if (other === number || !after.row.has(other)) continue;
      if (same_(after.sent.get(other), value) && !same_(stood, value)) write_(sheet, other, stood);
    }
    if (same_(after.sent.get(number), value)) return true;
  }
  return false;
}

/** Row and 送信日時 of each letter, read in one call with their titles; a number that stands twice is nobody's. */
function cells_(sheet) {
  let at = columns_(titles_(sheet));
  for (let attempt = 0; attempt < 5; attempt++) {
    const first = Math.min(at.number, at.sent);
    const rows = sheet.getRange(1, first, sheet.getLastRow(), Math.abs(at.number - at.sent) + 1).getValues();
    if (rows[0][at.number - first] === BOOK.columns.number && rows[0][at.sent - first] === BOOK.columns.sent) {
      return letters_(rows.slice(1), at, first);
    }
    at = columns_(titles_(sheet));
  }
  throw { told: BOOK.words.restless };
}

function letters_(rows, at, first) {
  const found = { at: at, row: new Map(), sent: new Map() };
  const doubled = new Set();
  rows.forEach((cells, index) => {
    const number = String(cells[at.number - first]).trim();
    if (!number) return;
    if (found.row.has(number)) doubled.add(number);
    found.row.set(number, index + 2);
    found.sent.set(number, cells[at.sent - first]);
  });
  doubled.forEach((number) => found.row.delete(number));
  return found;
}

/** All letters: those that may go, and those that are ticked and stay, each with why. */
function survey_(sheet, mark) {
  let values = sheet.getDataRange().getValues();
  // A column that is put in while this is read pushes the last one out of sight.
  for (let attempt = 0; attempt < 3 && missing_(values[0]).length; attempt++) values = sheet.getDataRange().getValues();
  const at = columns_(values[0]);
  const rows = values.slice(1);
  const text = (cells, name) => String(cells[at[name] - 1]).trim();
  const counts = new Map();
  rows.forEach((cells) => counts.set(text(cells, 'number'), (counts.get(text(cells, 'number')) || 0) + 1));
  const found = { ready: [], left: [] };
  for (const cells of rows) {
    const letter = { number: text(cells, 'number'), kind: text(cells, 'kind'), to: text(cells, 'to'), subject: text(cells, 'subject') };
    letter.body = String(cells[at.body - 1]);
    const sent = cells[at.sent - 1];
    if (!letter.number || cells[at.send - 1] !== true) continue;
    const marked = mark !== undefined && same_(sent, mark);
    if (!isBlank_(sent) && !marked) {
      if (String(sent).startsWith(BOOK.sending)) found.left.push({ number: letter.number, why: BOOK.words.doubt });
      else if (String(sent).startsWith(BOOK.notSent)) found.left.push({ number: letter.number, why: BOOK.words.again });
      continue;
    }
    const why =
      (counts.get(letter.number) > 1 && BOOK.words.doubled) ||
      (text(cells, 'state') !== BOOK.ready && fill_(BOOK.words.state, { state: text(cells, 'state') || '－' })) ||
      (!new RegExp('^(?:' + BOOK.address + ')$').test(letter.to) && BOOK.words.address) ||
      (letter.to.length > 254 && BOOK.words.address) ||
      ((!letter.subject || !letter.body.trim() || /[\r\n]/.test(letter.subject)) && BOOK.words.blank);
    if (why) found.left.push({ number: letter.number, why: why });
    else found.ready.push(letter);
  }
  return found;
}

function previewHtml_(found, quota) {
  const first = found.ready[0];
  const shown = found.ready.slice(0, 50);
  const rows = shown.map((one) => '<tr><td>' + [one.number, one.kind, one.to].map(escape_).join('</td><td>') + '</td></tr>');
  const more = found.ready.length - shown.length;
  return [
    '<!DOCTYPE html><style>body{font:14px/1.7 sans-serif;color:#222}table{font:inherit;border-collapse:collapse}td{font:inherit;padding:2px 16px 2px 0;vertical-align:baseline}',
    'pre{white-space:pre-wrap;background:#f5f5f2;padding:12px;font:14px/1.7 sans-serif}h2{font-size:15px}</style>',
    '<p>' + escape_(fill_(found.ready.length ? BOOK.words.count : BOOK.words.nothing, { count: found.ready.length, quota: quota })) + '</p>',
    quota < found.ready.length ? '<p><b>' + escape_(fill_(BOOK.words.quota, { quota: quota, rest: found.ready.length - quota })) + '</b></p>' : '',
    '<table>' + rows.join('') + '</table>',
    more > 0 ? '<p>' + escape_(fill_(BOOK.words.more, { count: more })) + '</p>' : '',
    found.left.length ? '<h2>' + escape_(BOOK.words.left) + '</h2><ul>' + found.left.map((one) => '<li>' + escape_(one.number + '：' + one.why) + '</li>').join('') + '</ul>' : '',
    first ? '<h2>' + escape_(fill_(BOOK.words.first, { number: first.number, to: first.to })) + '</h2><pre><b>' + escape_(first.subject) + '</b>\n\n' + escape_(first.body) + '</pre>' : '',
  ].join('');
}

function leftLines_(left) {
  const lines = left.slice(0, 10).map((one) => '・' + one.number + '：' + one.why);
  if (left.length > 10) lines.push(fill_(BOOK.words.more, { count: left.length - 10 }));
  return lines.length ? ['', BOOK.words.left, ...lines] : [];
}

/** Where each column of 返信 stands, from 1; HR may have moved them. */
function columns_(titles) {
  const missing = missing_(titles);
  if (missing.length) throw { told: fill_(BOOK.words.noColumn, { title: missing[0] }) };
  const at = {};
  for (const [name, title] of Object.entries(BOOK.columns)) at[name] = titles.indexOf(title) + 1;
  return at;
}

function missing_(titles) {
  return Object.values(BOOK.columns).filter((title) => !titles.includes(title));
}

/** The titles of 返信. */
function titles_(sheet) {
  let titles = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    titles = sheet.getRange(1, 1, 1, sheet.getLastColumn()).getValues()[0];
    if (!missing_(titles).length) break;
  }
  return titles;
}

function sheet_() {
  const sheet = SpreadsheetApp.getActive().getSheetByName(BOOK.tab);
  if (!sheet) throw { told: fill_(BOOK.words.noTab, { tab: BOOK.tab }) };
  return sheet;
}

/** What `work` returns; undefined, after saying why, where the book is not as it should be. */
function told_(work) {
  try {
    return work();
  } catch (error) {
    if (!error || !error.told) throw error;
    const ui = SpreadsheetApp.getUi();
    ui.alert(BOOK.words.menu, error.told, ui.ButtonSet.OK);
    return undefined;
  }
}

function same_(one, other) {
  const plain = (value) => (Object.prototype.toString.call(value) === '[object Date]' ? Math.round(value.getTime() / 60000) : String(value));
  return plain(one) === plain(other);
}

function isBlank_(value) {
  return String(value).trim() === '';
}

/** Old mobile addresses have dots where the standard (RFC 5321) wants quotes. */
function mailbox_(address) {
  const at = address.lastIndexOf('@');
  const user = address.slice(0, at);
  return /^\.|\.\.|\.$/.test(user) ? '"' + user + '"' + address.slice(at) : address;
}

function some_(numbers) {
  return numbers.slice(0, 10).join('、') + (numbers.length > 10 ? ' …' : '');
}

function fill_(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

function escape_(text) {
  return String(text).replace(/[&<>"']/g, (character) => '&#' + character.charCodeAt(0) + ';');
}
