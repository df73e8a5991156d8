// The board on which sheets of paper are typed in. A sheet stays in the browser until it is kept, so no key waits for the
// server.
export default function ({ data, parentElement, setStateValue }) {
  const board = (parentElement.rungByRungBoard ??= new Board(parentElement));
  board.hear(data, (sheets) => setStateValue("sheets", sheets));
}

const DONT_KNOW = "D", BLANK = "";

class Board {
  constructor(parent) {
    this.root = parent.appendChild(made("div", "rung-board"));
    this.waiting = []; // sheets that the server has not confirmed
    this.refused = "";
    this.begin();
    window.addEventListener("beforeunload", (event) => {
      if (this.root.isConnected && (this.waiting.length || this.answers.length)) event.preventDefault();
    });
  }

  begin() {
    this.key = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    [this.answers, this.words, this.at] = [[], {}, 0];
  }

  hear(data, send) {
    [this.data, this.send] = [data, send];
    this.waiting = this.waiting.filter((sheet) => !data.done.includes(sheet.key));
    if (!this.place) this.draw();
    this.place = true;
    this.show();
  }

  // What never changes while the page is open is drawn once, so that the live region is heard and the focus stays.
  draw() {
    this.root.append(
      (this.head = made("div", "rung-board-head")),
      (this.keys = made("div", "rung-board-keys")),
    );
    this.status = made("p");
    this.head.append((this.title = made("h2")), (this.count = made("p")));
    this.status.setAttribute("role", "status");
    this.keys.tabIndex = 0;
    this.keys.setAttribute("role", "group");
    this.keys.setAttribute("aria-label", "Sheet. Here a key answers a question.");
    this.list = this.keys.appendChild(made("ol", "rung-board-list"));
    this.question = this.keys.appendChild(made("div", "rung-board-question"));
    this.data.questions.forEach((question, place) => {
      const button = made("button");
      const number = made("span", "rung-board-number", `${place + 1}`);
      button.append(number, made("span", "rung-board-name", question.title), made("span", "rung-board-answer"));
      button.addEventListener("click", (event) => this.goTo(place, event));
      this.list.appendChild(made("li")).append(button);
    });
    this.keys.after(this.status, this.legend(), this.fields());
    const leaves = ({ key, target }) => key === "Escape" || (key === "Enter" && target === this.people);
    listen(this.root, this.keys, (key) => this.act(key), leaves);
    this.keys.focus({ preventScroll: true });
  }

  legend() {
    const legend = made("p", "rung-board-legend");
    legend.append(...legendOf([
      [this.data.range, "the box"], [DONT_KNOW, "I don’t know"], ["Space", "blank, or two boxes ticked"],
      ["Backspace", "back"], ["W", "words"], ["Enter", "save the sheet"],
    ]));
    return legend;
  }

  fields() {
    const fields = made("div", "rung-board-fields");
    this.people = field(fields, "People on this sheet", "input");
    Object.assign(this.people, { type: "number", min: 1, max: 1000, value: 1, id: "rung-board-people" });
    this.note = field(fields, "Words on the sheet to this question, without names", "textarea");
    Object.assign(this.note, { maxLength: this.data.longest, rows: 2, id: "rung-board-words" });
    this.note.addEventListener("input", () => (this.words[this.at] = this.note.value));
    this.save = fields.appendChild(made("button", "rung-board-keep", "Save this sheet"));
    this.save.addEventListener("click", () => this.keep());
    return fields;
  }

  // Return whether the key is one of the board's.
  act(key) {
    const choices = this.data.questions[this.at]?.choices ?? [];
    if (choices.some((choice) => choice.key === key)) this.answer(key);
    else if (key === " ") this.answer(BLANK);
    else if (key === "BACKSPACE") this.back();
    else if (key === "ENTER") this.keep();
    else if (key === "W" && choices.length) this.note.focus();
    else return /^[0-9D]$/.test(key) && this.tell("This key is no answer to this question.");
    return true;
  }

  answer(key) {
    if (this.at >= this.data.questions.length) return this.tell("All questions are done. Enter saves the sheet.");
    this.answers[this.at] = key;
    this.at += 1;
    while (this.answers[this.at] !== undefined) this.at += 1; // one that was gone back to leads on to the next open one
    this.refused = "";
    this.show(true);
  }

  back() {
    this.at = Math.max(0, this.at - 1);
    delete this.answers[this.at];
    this.show(true);
  }

  goTo(place, event) {
    this.at = place;
    delete this.answers[place];
    this.show(true);
    this.lead(event);
  }

  // After a press by keyboard or screen reader the question is read; after one by mouse the keys go on.
  lead(event) {
    (event.detail ? this.keys : this.question.querySelector("h3"))?.focus({ preventScroll: true });
  }

  keep() {
    const open = this.data.questions.filter((_, place) => this.answers[place] === undefined).length;
    const people = Number(this.people.value);
    if (open) return this.tell(`Not saved yet: ${open === 1 ? "one question is" : `${open} questions are`} left. Space is a blank.`);
    if (this.answers.every((answer) => answer === BLANK)) return this.tell("Not saved: nothing is ticked on this sheet.");
    if (!Number.isInteger(people) || people < 1 || people > 1000) return this.tell("Not saved: say how many people, 1 to 1,000.");
    this.waiting.push({ key: this.key, people, answers: [...this.answers], words: { ...this.words } });
    this.send([...this.waiting]);
    this.begin();
    this.people.value = 1;
    this.keys.focus({ preventScroll: true });
    this.show(true);
  }

  tell(sentence) {
    this.refused = sentence;
    this.show();
    return true;
  }

  show(isNew) {
    const { questions, sheets } = this.data, number = sheets + this.waiting.length + 1, asked = questions[this.at];
    this.title.textContent = asked ? `Sheet ${number}: question ${this.at + 1} of ${questions.length}` : `Sheet ${number}: all done`;
    const late = this.waiting.length ? `, ${this.waiting.length} on the way: do not close this page` : "";
    this.count.textContent = `${sheets} ${sheets === 1 ? "sheet" : "sheets"} saved${late}`;
    if (isNew) this.refused = "";
    this.status.textContent = this.refused || (asked ? `Question ${this.at + 1}: ${asked.question}` : "Enter saves this sheet.");
    this.status.className = this.refused ? "rung-board-refused" : "rung-board-heard";
    this.note.value = this.words[this.at] ?? "";
    this.note.disabled = !asked;
    [...this.list.querySelectorAll("button")].forEach((button, place) => {
      const answer = this.answers[place];
      button.toggleAttribute("aria-current", place === this.at);
      if (place === this.at) button.setAttribute("aria-current", "step");
      button.lastChild.textContent = answer === undefined ? "" : answer === BLANK ? "–" : answer;
      button.lastChild.setAttribute("role", "img");
      button.lastChild.setAttribute("aria-label", answer === undefined ? "open" : answer === BLANK ? "blank" : `answer ${answer}`);
    });
    if (this.drawn === `${this.key} ${this.at}`) return;
    this.drawn = `${this.key} ${this.at}`;
    const had = this.question.contains(document.activeElement);
    this.question.replaceChildren(heading(asked?.question ?? "All questions are done. Enter saves this sheet."));
    for (const choice of asked ? [...asked.choices, { key: BLANK, text: "Left blank, or two boxes ticked" }] : []) {
      const button = this.question.appendChild(made("button", "rung-board-choice"));
      button.append(made("kbd", "", choice.key || "–"));
      // The sentence says what its picture shows; a row without one keeps its place free beside those that have one.
      if (asked.choices[0].picture) button.appendChild(made("span", "rung-board-picture")).dataset.picture = choice.picture ?? "";
      button.append(made("span", "", choice.text));
      button.addEventListener("click", (event) => (this.answer(choice.key), this.lead(event)));
    }
    if (had) this.question.querySelector("h3").focus({ preventScroll: true });
  }
}

function heading(text) {
  const element = made("h3", "", text);
  element.tabIndex = -1;
  return element;
}

function field(parent, text, tag) {
  const label = parent.appendChild(made("label", "", text));
  return label.appendChild(made(tag));
}
