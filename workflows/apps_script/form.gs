/**
 * 登録フォームをつくり、決めたとおりの設定にします。もう一度実行すると、同じフォームを新しい内容に直します。
 * `alumni form script` が form.toml から書き出したものです。手で直さず、書き出し直して貼り替えてください。
 *
 * 使い方：上の関数の一覧で `alumniForm` を選び、「実行」を押します。結果は下の「実行ログ」に出ます。
 */

// Title, texts, questions and sentences, filled in by the command from form.toml, registration.toml and site.yml.
const FORM = {};

const KEPT = 'ALUMNI_FORM_ID';
const OPENED = 'ALUMNI_FORM_OPENED';

/** Makes the form, or brings the one made before up to date; tells what was done and what only a person can do. */
function alumniForm() {
  const lock = LockService.getScriptLock();
  if (!lock.tryLock(10000)) throw new Error(FORM.words.running);
  try {
    const known = knownForm_();
    const form = known || newForm_();
    const left = [...questions_(form), ...sheet_(form)];
    const { wrong, unknown } = settings_(form);
    // What is not as promised is not opened to people; a form that was open before is told about, not closed.
    const closed = wrong.length ? [] : publish_(form);
    const told = [
      known ? FORM.words.updated : FORM.words.created,
      ...left,
      ...unknown,
      `${FORM.words.edit} ${form.getEditUrl()}`,
      `${FORM.words.address} ${form.getPublishedUrl()}`,
      ...closed,
      ...(wrong.length ? [] : [FORM.words.anyone]),
    ];
    told.forEach((line) => Logger.log('%s', line));
    if (wrong.length) throw new Error([FORM.words.wrong, ...wrong].join('\n'));
  } finally {
    lock.releaseLock();
  }
}

/** The form that this script made, or that the command was told of; null where there is none yet. */
function knownForm_() {
  const id = FORM.id || PropertiesService.getScriptProperties().getProperty(KEPT);
  if (!id) return null;
  try {
    return FormApp.openById(id);
  } catch (error) {
    // A second form would leave people answering the first: rather stop.
    throw new Error(FORM.words.lost.replace('{id}', () => id));
  }
}

function newForm_() {
  const form = FormApp.create(FORM.title);
  // Kept at once: a run that is interrupted goes on with the same form.
  PropertiesService.getScriptProperties().setProperty(KEPT, form.getId());
  // Some accounts open a new form at once; nobody shall meet it unfinished.
  attempt_(() => form.setAcceptingResponses(false));
  return form;
}

const KINDS = {
  section: { type: 'SECTION_HEADER', add: (form) => form.addSectionHeaderItem(), as: (item) => item.asSectionHeaderItem() },
  text: { type: 'TEXT', add: (form) => form.addTextItem(), as: (item) => item.asTextItem() },
  email: { type: 'TEXT', add: (form) => form.addTextItem(), as: (item) => item.asTextItem() },
  phone: { type: 'TEXT', add: (form) => form.addTextItem(), as: (item) => item.asTextItem() },
  long: { type: 'PARAGRAPH_TEXT', add: (form) => form.addParagraphTextItem(), as: (item) => item.asParagraphTextItem() },
  date: { type: 'DATE', add: (form) => form.addDateItem(), as: (item) => item.asDateItem() },
  one: { type: 'MULTIPLE_CHOICE', add: (form) => form.addMultipleChoiceItem(), as: (item) => item.asMultipleChoiceItem() },
  many: { type: 'CHECKBOX', add: (form) => form.addCheckboxItem(), as: (item) => item.asCheckboxItem() },
  agree: { type: 'CHECKBOX', add: (form) => form.addCheckboxItem(), as: (item) => item.asCheckboxItem() },
};

/** Brings title, description and questions up to date; returns what only a person can mend. Deletes nothing. */
function questions_(form) {
  form.setTitle(FORM.title).setDescription(FORM.description);
  const left = [];
  const waiting = form.getItems();
  const placed = [];
  FORM.items.forEach((wanted) => {
    const kind = KINDS[wanted.kind];
    const section = wanted.kind === 'section';
    const named = waiting.findIndex(
      (item) => wanted.titles.includes(item.getTitle()) && (String(item.getType()) === 'SECTION_HEADER') === section
    );
    // A run that was cut off between adding a question and naming it has left one without a title.
    const at = named < 0 ? waiting.findIndex((item) => !item.getTitle() && String(item.getType()) === kind.type) : named;
    let item = at < 0 ? null : waiting.splice(at, 1)[0];
    if (item && String(item.getType()) !== kind.type) {
      // Another kind of question under the same title: answers hang on it, so a person decides.
      left.push(FORM.words.kind.replace('{title}', () => wanted.title));
      placed.push(item);
      return;
    }
    item = item ? kind.as(item) : kind.add(form);
    item.setTitle(wanted.title).setHelpText(wanted.help);
    if (wanted.options.length) item.setChoiceValues(wanted.options);
    if (wanted.kind === 'date') item.setIncludesYear(true);
    if (wanted.kind === 'email') {
      item.setValidation(FormApp.createTextValidation().setHelpText(FORM.words.address_slip).requireTextIsEmail().build());
    }
    if (!section) item.setRequired(wanted.required);
    placed.push(item);
  });
  placed.forEach((item, place) => {
    if (item.getIndex() !== place) form.moveItem(item.getIndex(), place);
  });
  waiting.forEach((item) => left.push(FORM.words.unasked.replace('{title}', () => item.getTitle())));
  return left;
}

/** Sees that the answers reach a spreadsheet, and tells where it is. */
function sheet_(form) {
  let id = attempt_(() => form.getDestinationId()); // throws where there is none
  if (!id) {
    const book = SpreadsheetApp.create(FORM.sheet);
    attempt_(() => book.setSpreadsheetLocale('ja_JP'));
    attempt_(() => book.setSpreadsheetTimeZone('Asia/Tokyo'));
    id = book.getId();
    form.setDestination(FormApp.DestinationType.SPREADSHEET, id);
  }
  return [FORM.words.place.replace('{id}', () => id)];
}

/** Makes every setting, then asks the form for each: what does not hold, and what the account does not tell. */
function settings_(form) {
  const settings = [
    ['summary', () => form.setPublishingSummary(false), () => form.isPublishingSummary() === false],
    ['edits', () => form.setAllowResponseEdits(true), () => form.canEditResponse() === true],
    ['once', () => form.setLimitOneResponsePerUser(false), () => form.hasLimitOneResponsePerUser() === false],
    ['login', () => form.setRequireLogin(false), () => form.requiresLogin() === false],
    ['email', () => form.setCollectEmail(FORM.verified), () => form.collectsEmail() === FORM.verified],
    ['order', () => form.setShuffleQuestions(false), () => form.getShuffleQuestions() === false],
    ['again', () => form.setShowLinkToRespondAgain(false), () => form.hasRespondAgainLink() === false],
    ['thanks', () => form.setConfirmationMessage(FORM.confirmation), () => bare_(form.getConfirmationMessage()) === bare_(FORM.confirmation)],
  ];
  const found = settings.map(([name, set, holds]) => {
    // Some accounts cannot change what they never have (sign-in outside Workspace): only the outcome counts.
    attempt_(set);
    return [FORM.words[`set_${name}`], attempt_(holds)];
  });
  return {
    wrong: found.filter(([, held]) => held === false).map(([words]) => words),
    unknown: found.filter(([, held]) => held === undefined).map(([words]) => `${FORM.words.unknown} ${words}`),
  };
}

/** Opens a form that this script made, once. Whoever closed it later had a reason: that is told, never undone. */
function publish_(form) {
  const kept = PropertiesService.getScriptProperties();
  if (FORM.id || kept.getProperty(OPENED)) return form.isAcceptingResponses() ? [] : [FORM.words.closed];
  // Forms made by a script begin unpublished; older ones know nothing of publishing.
  if (attempt_(() => form.supportsAdvancedResponderPermissions())) form.setPublished(true);
  form.setAcceptingResponses(true);
  kept.setProperty(OPENED, new Date().toISOString());
  return [];
}

/** A text without blanks and line ends, which Google may keep in its own way. */
function bare_(text) {
  return text.replace(/\s/g, '');
}

function attempt_(what) {
  try {
    return what();
  } catch (error) {
    return undefined;
  }
}
