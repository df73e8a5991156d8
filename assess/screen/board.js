// A board on which one question fills the screen, with a row for each level: for a meeting, and for agreeing together.
class Board {
  // What stays is drawn once, so that the live region is heard and the focus stays.
  constructor(parent, data, label) {
    this.data = data;
    this.root = parent.appendChild(made("div", "rung-meeting"));
    this.keys = this.root.appendChild(made("div", "rung-meeting-keys"));
    this.keys.tabIndex = 0;
    this.keys.setAttribute("role", "group");
    this.keys.setAttribute("aria-label", label);
    const head = this.keys.appendChild(made("div", "rung-meeting-head"));
    head.append((this.count = made("p")), (this.aside = made("p", "rung-meeting-aside")));
    this.title = this.keys.appendChild(made("h2"));
    this.title.tabIndex = -1;
    this.picture = this.keys.appendChild(made("img", "rung-meeting-picture"));
    this.rows = this.keys.appendChild(made("div", "rung-meeting-rows"));
    this.side = this.keys.appendChild(made("div", "rung-meeting-side"));
    this.legend = this.keys.appendChild(made("p", "rung-meeting-legend"));
    this.spoken = this.root.appendChild(made("p", "rung-meeting-spoken"));
    this.spoken.setAttribute("role", "status");
    // Enter leaves the words; with Shift it begins a line.
    const leaves = ({ key, shiftKey }) => key === "Escape" || (key === "Enter" && !shiftKey && (this.wordsDone(), true));
    listen(this.root, this.keys, (key) => this.press(key), leaves);
  }

  wordsDone() {}

  button(text, act, name = "") {
    const button = made("button", name, text);
    // After a press by mouse or touch the keys go on; after one by keyboard the focus stays.
    button.addEventListener("click", (event) => { act(); if (event.detail) this.focus(); });
    return button;
  }

  focus() { this.keys.focus({ preventScroll: true }); }

  words(label) {
    const field = made("label", "", label);
    this.why = field.appendChild(made("textarea"));
    Object.assign(this.why, { rows: 2, maxLength: this.data.longest });
    return field;
  }

  onward(next, ...others) {
    const onward = made("div", "rung-meeting-onward");
    this.next = this.button(next, () => this.press("ENTER"), "rung-meeting-next");
    onward.append(this.next, ...others);
    return onward;
  }

  // Draw a question with the rows of its levels, or at the end a list of all questions, each of which leads to itself.
  turn(question, title, rows) {
    this.root.classList.toggle("rung-meeting-done", !question);
    this.title.textContent = title;
    this.picture.hidden = !question?.picture;
    if (question?.picture) [this.picture.src, this.picture.alt] = [question.picture, question.alt];
    const had = this.rows.contains(document.activeElement);
    this.rows.replaceChildren(...rows);
    if (had) this.focus();
    this.legend.replaceChildren(...legendOf(question?.legend ?? []));
  }

  row({ key, sentence, picture }, act, atEnd) {
    const row = this.button("", act, "rung-meeting-row");
    row.dataset.key = key;
    row.append(made("span", "rung-meeting-key", key));
    if (picture) Object.assign(row.appendChild(made("img")), { src: picture, alt: "" });
    row.append(made("span", "rung-meeting-sentence", sentence), atEnd);
    return row;
  }

  mark(row, isChosen) {
    row.toggleAttribute("aria-current", false);
    if (isChosen) row.setAttribute("aria-current", "true");
  }
}
