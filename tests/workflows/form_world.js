// Google Forms as `form.gs` meets it: strict where Google is strict, and with accounts that cannot do everything.
//
// node form_world.js < [{script, forms?, props?, account?, die?}, …]: one world in which each run happens in turn; the
// answer holds, for each run, every form, spreadsheet and property afterwards, the log, and the error if there was one.
'use strict';
const fs = require('fs');
const vm = require('vm');

class Killed extends Error {}
const runs = JSON.parse(fs.readFileSync(0, 'utf8'));
const forms = {};
const books = {};
const props = {};
let account = {};
let steps = Infinity;
let number = 0;

function step() {
  steps -= 1;
  if (steps < 0) throw new Killed('killed');
}

function text(value) {
  if (typeof value !== 'string') throw new Error(`a text was expected, not ${JSON.stringify(value)}`);
  return value;
}

function flag(value) {
  if (typeof value !== 'boolean') throw new Error(`a yes or no was expected, not ${JSON.stringify(value)}`);
  return value;
}

const CHOICES = ['MULTIPLE_CHOICE', 'CHECKBOX'];

function itemOf(form, data) {
  const item = {
    getTitle: () => data.title,
    getType: () => ({ toString: () => data.type }),
    getIndex: () => form.items.indexOf(data),
    setTitle: (title) => { step(); data.title = text(title); return item; },
    setHelpText: (help) => { step(); data.help = text(help); return item; },
  };
  if (data.type !== 'SECTION_HEADER') item.setRequired = (on) => { step(); data.required = flag(on); return item; };
  if (CHOICES.includes(data.type)) {
    item.setChoiceValues = (values) => {
      step();
      if (!values.length || new Set(values).size !== values.length) throw new Error('invalid choices');
      data.options = values.map(text);
      return item;
    };
  }
  if (data.type === 'DATE') item.setIncludesYear = (on) => { step(); data.year = flag(on); return item; };
  if (data.type === 'TEXT') item.setValidation = (rule) => { step(); data.rule = rule; return item; };
  const names = { SECTION_HEADER: 'SectionHeader', TEXT: 'Text', PARAGRAPH_TEXT: 'ParagraphText', DATE: 'Date', MULTIPLE_CHOICE: 'MultipleChoice', CHECKBOX: 'Checkbox' };
  for (const [type, name] of Object.entries(names)) {
    item[`as${name}Item`] = () => { if (type !== data.type) throw new Error(`not a ${type}`); return item; };
  }
  return item;
}

function formOf(data) {
  const form = { getId: () => data.id, getEditUrl: () => `https://edit/${data.id}`, getPublishedUrl: () => `https://answer/${data.id}` };
  const setting = (name, set, get) => {
    form[set] = (given) => {
      step();
      // Google keeps line ends in its own way.
      const value = name === 'thanks' ? `${given.replace(/\n/g, '\r\n')}\n` : given;
      if ((account.refuses || []).includes(name)) throw new Error('not for this account');
      if (!(account.ignores || []).includes(name)) data[name] = value;
      return form;
    };
    if (get) form[get] = () => { if ((account.silent || []).includes(name)) throw new Error('not for this account'); return data[name]; };
  };
  setting('title', 'setTitle', 'getTitle');
  setting('description', 'setDescription', 'getDescription');
  setting('summary', 'setPublishingSummary', 'isPublishingSummary');
  setting('edits', 'setAllowResponseEdits', 'canEditResponse');
  setting('once', 'setLimitOneResponsePerUser', 'hasLimitOneResponsePerUser');
  setting('login', 'setRequireLogin', 'requiresLogin');
  setting('email', 'setCollectEmail', 'collectsEmail');
  setting('order', 'setShuffleQuestions', 'getShuffleQuestions');
  setting('again', 'setShowLinkToRespondAgain', 'hasRespondAgainLink');
  setting('thanks', 'setConfirmationMessage', 'getConfirmationMessage');
  form.supportsAdvancedResponderPermissions = () => !account.legacy;
  form.setPublished = (on) => { step(); if (account.legacy) throw new Error('a legacy form'); data.published = flag(on); data.accepting = on; return form; };
  form.setAcceptingResponses = (on) => {
    step();
    if (on && !data.published && !account.legacy) throw new Error('an unpublished form');
    data.accepting = flag(on);
    return form;
  };
  form.isAcceptingResponses = () => data.accepting;
  form.getDestinationId = () => { if (!data.destination) throw new Error('no destination'); return data.destination; };
  form.setDestination = (kind, id) => { step(); if (kind !== 'SPREADSHEET' || !books[id]) throw new Error('no such place'); data.destination = id; return form; };
  form.getItems = () => data.items.map((item) => itemOf(data, item));
  form.moveItem = (from, to) => {
    step();
    if (from < 0 || to < 0 || from >= data.items.length || to >= data.items.length) throw new Error('out of bounds');
    data.items.splice(to, 0, ...data.items.splice(from, 1));
  };
  const add = (type) => () => { step(); const item = { id: number += 1, type, title: '', help: '', required: false }; data.items.push(item); return itemOf(data, item); };
  Object.assign(form, {
    addSectionHeaderItem: add('SECTION_HEADER'), addTextItem: add('TEXT'), addParagraphTextItem: add('PARAGRAPH_TEXT'),
    addDateItem: add('DATE'), addMultipleChoiceItem: add('MULTIPLE_CHOICE'), addCheckboxItem: add('CHECKBOX'),
  });
  return form;
}

function newForm(title) {
  const id = `form-${Object.keys(forms).length + 1}-of-this-world`;
  // What a new form may come with: everything the other way round than it was promised.
  forms[id] = { id, title, description: '', summary: true, edits: false, once: true, login: !account.home, email: true, order: true, again: true, thanks: '', published: false, accepting: false, items: [] };
  return forms[id];
}

const said = runs.map((run) => {
  account = run.account || {};
  steps = run.die === undefined ? Infinity : run.die;
  const log = [];
  const context = {
    FormApp: {
      create: (title) => { step(); return formOf(newForm(text(title))); },
      openById: (id) => { if (!forms[id]) throw new Error('no such form'); return formOf(forms[id]); },
      DestinationType: { SPREADSHEET: 'SPREADSHEET' },
      createTextValidation: () => {
        const rule = { help: '' };
        const builder = { setHelpText: (help) => { rule.help = text(help); return builder; }, requireTextIsEmail: () => { rule.is = 'email'; return builder; }, build: () => rule };
        return builder;
      },
    },
    SpreadsheetApp: {
      create: (title) => {
        step();
        const id = `book-${Object.keys(books).length + 1}`;
        books[id] = { title: text(title) };
        return { getId: () => id, setSpreadsheetLocale: (to) => { books[id].locale = to; }, setSpreadsheetTimeZone: (to) => { books[id].zone = to; } };
      },
    },
    PropertiesService: { getScriptProperties: () => ({ getProperty: (name) => (name in props ? props[name] : null), setProperty: (name, value) => { step(); props[name] = text(value); } }) },
    LockService: { getScriptLock: () => ({ tryLock: () => !run.locked, releaseLock: () => undefined }) },
    Logger: { log: (pattern, value) => log.push(pattern.replace('%s', () => value)) },
  };
  (run.change || []).forEach(([place, name, value]) => { forms[Object.keys(forms)[0]].items.filter((item) => item.title === place).forEach((item) => { item[name] = value; }); });
  Object.assign(Object.values(forms)[0] || {}, run.now || {});
  (run.before || []).forEach((title) => forms[Object.keys(forms)[0]].items.splice(1, 0, { id: number += 1, type: 'TEXT', title, help: '', required: false }));
  let error = '';
  try {
    vm.createContext(context);
    vm.runInContext(run.script, context);
    vm.runInContext('alumniForm()', context);
  } catch (caught) {
    error = `${caught.message}`;
  }
  return JSON.parse(JSON.stringify({ forms: Object.values(forms), books, props, log, error }));
});
console.log(JSON.stringify(said));
