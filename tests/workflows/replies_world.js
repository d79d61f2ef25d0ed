// A spreadsheet, a mail service and a clerk around `replies.gs`, in which anything may happen between any two calls.
//
// node replies_world.js SCRIPT < scenarios.json: each scenario is {rows, runs: [{quota, at, what, also, fail, answer}]};
// the answer holds, for each, what was mailed, what stands in the sheet, and what the clerk was told.
'use strict';
const fs = require('fs');

// The script as Google runs it: its functions see these services and nothing else of ours.
const SERVICES = ['Date', 'SpreadsheetApp', 'HtmlService', 'Session', 'LockService', 'MailApp'];
const CALLS = ['onOpen', 'alumniPreview', 'alumniSend'];
const load = new Function(...SERVICES, `${fs.readFileSync(process.argv[2], 'utf8')}\nreturn { ${CALLS.join(', ')} };`);

class Killed extends Error {}

function world(grid, mails, run) {
  const its = { grid, mails, run, calls: 0, dead: false, clock: 1.8e12, pending: [], alerts: [], html: [], locked: run.locked || false, quota: run.quota === undefined ? 100 : run.quota };
  const disturb = {
    sort: () => grid.splice(1, grid.length - 1, ...grid.slice(1).reverse()),
    rotate: () => grid.push(...grid.splice(1, 1)),
    recall: () => change('A-1', '状態', '取り消し（送らないでください）'),
    readdress: () => change('A-1', '宛先', 'other@example.com'),
    untick: () => change('A-1', '送信する', false),
    remove: () => grid.splice(1, grid.length - 1, ...grid.slice(1).filter((row) => !row.includes('A-1'))),
    type: () => change('B-1', '送信日時', '2026/11/20'),
    shift: () => grid.forEach((row, index) => row.unshift(index ? 'memo' : 'メモ')),
    again: () => its.context.alumniSend(),
    kill: () => { its.dead = true; },
  };
  function change(number, title, value) {
    const at = grid[0].indexOf(title);
    grid.slice(1).filter((row) => row.includes(number)).forEach((row) => { row[at] = value; });
  }
  function settle() {
    its.pending.splice(0).forEach((write) => write());
  }
  // `at` counts calls; what happens, happens just before the call takes effect, or just after where `after` says so.
  function step(effect) {
    if (its.dead) throw new Killed();
    its.calls += 1;
    its.clock += run.slow || 200;
    const now = its.calls === run.at;
    if (now && !run.after) (run.what || []).forEach((what) => disturb[what]());
    if (its.dead) throw new Killed();
    const result = effect();
    if (now && run.after) (run.what || []).forEach((what) => disturb[what]());
    if (its.dead) throw new Killed();
    return result;
  }
  const sheet = {
    getLastRow: () => step(() => grid.length),
    getLastColumn: () => step(() => grid[0].length),
    getDataRange: () => sheet.getRange(1, 1, Math.max(1, grid.length), Math.max(1, grid[0].length)),
    getRange: (row, column, height = 1, width = 1) => {
      if (row < 1 || column < 1 || height < 1 || width < 1) throw new Error('The coordinates of the range are outside the dimensions of the sheet.');
      return {
        getValues: () => step(() => {
          settle();
          return Array.from({ length: height }, (_, i) => Array.from({ length: width }, (__, j) => ((grid[row - 1 + i] || [])[column - 1 + j] ?? '')));
        }),
        // Google may hold writes back until they are flushed or something is read.
        setValue: (value) => step(() => { its.pending.push(() => { (grid[row - 1] ||= [])[column - 1] = value; }); }),
        setNumberFormat: () => step(() => undefined),
      };
    },
  };
  const ui = {
    Button: { YES: 'YES', NO: 'NO' },
    ButtonSet: { OK: 'OK', YES_NO: 'YES_NO' },
    createMenu: (name) => { const menu = { name, items: [], addItem: (label, call) => (menu.items.push([label, call]), menu), addToUi: () => its.alerts.push(JSON.stringify(menu)) }; return menu; },
    alert: (title, text, buttons) => step(() => { its.alerts.push(text); return buttons === 'YES_NO' ? run.answer || 'YES' : 'OK'; }),
    showModalDialog: (page, title) => its.html.push([title, page.html]),
  };
  class Clock extends Date {
    static now() { return its.clock; }
  }
  const services = {
    Date: Clock,
    SpreadsheetApp: { getUi: () => ui, getActive: () => ({ getSheetByName: (name) => (name === '返信' && !run.renamed ? sheet : null) }), flush: () => step(settle) },
    HtmlService: { createHtmlOutput: (html) => ({ html, setWidth() { return this; }, setHeight() { return this; } }) },
    Session: { getEffectiveUser: () => ({ getEmail: () => 'hr@example.com' }) },
    LockService: { getDocumentLock: () => ({ tryLock: () => step(() => (its.locked ? false : (its.locked = true))), releaseLock: () => { its.locked = false; } }) },
    MailApp: {
      getRemainingDailyQuota: () => its.quota,
      sendEmail: (mail) => step(() => {
        settle();
        if (Object.keys(mail).some((key) => !['to', 'subject', 'body', 'name', 'replyTo'].includes(key))) throw new Error('unexpected field');
        if (run.fail === 'refused') throw new Error('Invalid email: ' + mail.to);
        mails.push(mail);
        its.quota -= 1;
        if (run.fail === 'unsure') throw new Error('Service error: Mail');
      }),
    },
  };
  its.context = load(...SERVICES.map((name) => services[name]));
  return its;
}

function play(scenario) {
  const grid = scenario.rows.map((row) => row.slice());
  const mails = [];
  const runs = scenario.runs.map((run) => {
    const its = world(grid, mails, run);
    try {
      its.context[run.call || 'alumniSend']();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    // What Google had not carried out when a script died is lost.
    return { calls: its.calls, alerts: its.alerts, html: its.html };
  });
  const shown = grid.map((row) => row.map((cell) => (Object.prototype.toString.call(cell) === '[object Date]' ? 'DATE' : cell)));
  return { mails, grid: shown, runs };
}

process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, 'utf8')).map(play)));
