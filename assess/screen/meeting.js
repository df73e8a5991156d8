// The board of a meeting: hands are counted for each level, and the room settles on one. The hands never leave this page;
// the server gets the settled level and why. Keys act only while the focus is on the board (WCAG 2.1.4).
export default function ({ data, parentElement, setStateValue }) {
  const board = (parentElement.rungByRungMeeting ??= new Board(parentElement, data));
  board.send = (settled) => setStateValue("settled", settled);
}

const sum = (hands) => Object.values(hands).reduce((total, number) => total + number, 0);

class Board {
  constructor(parent, data) {
    this.data = data;
    // Drawn anew, the page still knows the hands.
    this.asked = (window.rungByRungHands ??= {})[data.meeting] ??= data.questions.map((question) => ({
      hands: {}, chosen: question.settled, why: question.why, kept: question.settled && [question.settled, question.why], before: [],
    }));
    const open = this.asked.findIndex((asked) => !asked.kept);
    this.draw(parent);
    this.turnTo(open < 0 ? this.asked.length : open);
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    // What is counted and not confirmed by Enter is kept when somebody goes on to what stands below the board.
    this.root.addEventListener("focusout", (event) => this.root.contains(event.relatedTarget) || this.keep());
    const clock = setInterval(() => (this.root.isConnected ? this.tick() : clearInterval(clock)), 1000);
    this.keys.focus({ preventScroll: true });
  }

  get question() { return this.data.questions[this.at]; }
  get now() { return this.asked[this.at]; }

  // The middle hand, the lower of two. Only where nobody is on a level, the room does not know.
  get settled() {
    if (this.now.chosen) return this.now.chosen;
    const levels = this.question.levels.map(([key]) => key).filter((key) => key !== "D");
    const middle = levels.flatMap((key) => Array(this.now.hands[key] ?? 0).fill(key));
    return middle.length ? middle[Math.floor((middle.length - 1) / 2)] : this.now.hands.D ? "D" : "";
  }

  // What stays is drawn once, so that the live region is heard and the focus stays.
  draw(parent) {
    this.root = parent.appendChild(made("div", "rung-meeting"));
    this.keys = this.root.appendChild(made("div", "rung-meeting-keys"));
    this.keys.tabIndex = 0;
    this.keys.setAttribute("role", "group");
    this.keys.setAttribute("aria-label", "Board. Here keys count hands.");
    const head = this.keys.appendChild(made("div", "rung-meeting-head"));
    head.append((this.count = made("p")), (this.clockFace = made("p", "rung-meeting-clock")));
    this.title = this.keys.appendChild(made("h2"));
    this.title.tabIndex = -1;
    this.rows = this.keys.appendChild(made("div", "rung-meeting-rows"));
    const side = this.keys.appendChild(made("div", "rung-meeting-side"));
    side.append(made("h3", "", "Ask the group"), (this.ask = made("p")), made("h3", "", "Hands"), (this.total = made("p")));
    side.append((this.numbers = made("div", "rung-meeting-numbers")));
    side.append(made("h3", "", "What we settle on"), (this.settledOn = made("p", "rung-meeting-settled")));
    side.append(this.button("Settle on another (S)", () => this.press("S")));
    const label = side.appendChild(made("label", "", "Why? Use no names. (N)"));
    this.why = label.appendChild(made("textarea"));
    Object.assign(this.why, { rows: 2, maxLength: this.data.longest });
    this.why.addEventListener("input", () => (this.now.why = this.why.value));
    const onward = side.appendChild(made("div", "rung-meeting-onward"));
    this.next = onward.appendChild(this.button("Next", () => this.press("ENTER"), "rung-meeting-next"));
    onward.append(this.button("Back", () => this.press("BACKSPACE")));
    this.keys.append((this.legend = made("p", "rung-meeting-legend")));
    this.spoken = this.root.appendChild(made("p", "rung-meeting-spoken"));
    this.spoken.setAttribute("role", "status");
  }

  button(text, act, name = "") {
    const button = made("button", name, text);
    // After a press by mouse or touch the keys go on; after one by keyboard the focus stays.
    button.addEventListener("click", (event) => { act(); if (event.detail) this.keys.focus({ preventScroll: true }); });
    return button;
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.toUpperCase(), isTyping = event.target === this.why;
    if (isTyping ? key === "ESCAPE" || (key === "ENTER" && !event.shiftKey) : false) this.keys.focus({ preventScroll: true });
    else if (isTyping || (["ENTER", " "].includes(key) && event.target.tagName === "BUTTON") || !this.press(key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Return whether the key is one of the board's. After the key of a level it waits for a number, after S for a level.
  press(key) {
    if (!this.question) return key === "BACKSPACE" && this.turnTo(this.at - 1);
    const open = this.waits, isLevel = this.question.levels.some(([level]) => level === key);
    this.waits = "";
    if (key === "BACKSPACE") this.back(open);
    else if (key === "ENTER") this.onward();
    else if (key === "N") this.why.focus();
    else if (open === "S" && isLevel) this.change({ chosen: key });
    else if (open && open !== "S" && /^[0-9]$/.test(key)) this.move(open, Number(key));
    else if (open && open !== "S" && ["+", "-"].includes(key)) this.move((this.waits = open), (this.now.hands[open] ?? 0) + (key === "+" ? 1 : -1));
    else if (isLevel && !sum(this.now.hands)) this.change({ hands: { [key]: this.data.people }, chosen: "" });
    else if (isLevel || key === "S") this.waits = key;
    else if (key !== "ESCAPE" || !open) return ((this.waits = open), false);
    this.show();
    return true;
  }

  // A number of hands for a level: more come from those that are not counted, then from the fullest; fewer go to the fullest.
  move(level, number) {
    const hands = { ...this.now.hands }, before = hands[level] ?? 0;
    const others = () => Object.keys(hands).filter((key) => key !== level && hands[key]).sort((one, other) => hands[other] - hands[one]);
    hands[level] = Math.min(Math.max(number, 0), this.data.people);
    const [fullest] = others();
    if (fullest && hands[level] < before) hands[fullest] += before - hands[level];
    for (let over; (over = sum(hands) - this.data.people) > 0; ) hands[others()[0]] -= Math.min(over, hands[others()[0]]);
    this.change({ hands });
  }

  change(to) {
    const { hands, chosen } = this.now;
    this.now.before.push({ hands, chosen });
    Object.assign(this.now, to);
  }

  back(open) {
    if (open) return;
    if (this.now.before.length) Object.assign(this.now, this.now.before.pop());
    else this.turnTo(Math.max(0, this.at - 1));
  }

  onward() {
    this.keep();
    this.turnTo(this.at + 1);
  }

  keep() {
    const answer = this.question && this.settled && [this.settled, this.why.value];
    if (!answer || `${answer}` === `${this.now.kept}`) return;
    [this.now.kept, this.now.chosen] = [answer, answer[0]];
    this.now.before = [];
    const kept = this.data.questions.flatMap(({ key }, at) => (this.asked[at].kept ? [[key, this.asked[at].kept]] : []));
    this.send(Object.fromEntries(kept));
  }

  turnTo(at) {
    const { questions } = this.data, rows = [];
    [this.at, this.waits, this.since] = [at, "", Date.now()];
    this.root.classList.toggle("rung-meeting-done", !this.question);
    this.title.textContent = this.question?.question ?? "What we settled on";
    this.count.textContent = `${this.data.name} · ${this.question ? `Question ${at + 1} of ${questions.length}` : "All questions are done"}`;
    for (const [key, sentence] of this.question?.levels ?? []) {
      const row = this.button("", () => this.press(key), "rung-meeting-row");
      row.dataset.key = key;
      row.append(made("span", "rung-meeting-key", key), made("span", "rung-meeting-sentence", sentence), made("span", "rung-meeting-hands"));
      rows.push(row);
    }
    if (!this.question) {
      questions.forEach(({ question, levels }, place) => {
        const [key] = this.asked[place].kept || [""];
        const row = this.button("", () => this.turnTo(place), "rung-meeting-row");
        row.append(made("span", "rung-meeting-key", key || "–"), made("span", "rung-meeting-sentence", question));
        row.append(made("span", "", levels.find(([level]) => level === key)?.[1] ?? "Left open"));
        rows.push(row);
      });
    }
    const had = this.rows.contains(document.activeElement);
    this.rows.replaceChildren(...rows);
    if (had) this.keys.focus({ preventScroll: true });
    this.legend.replaceChildren(...(this.question?.legend ?? []).map(([key, means]) => {
      const pair = made("span");
      pair.append(made("kbd", "", key), ` ${means}`);
      return pair;
    }));
    this.why.value = this.now?.why ?? "";
    this.ask.textContent = this.question?.ask ?? "";
    this.tick();
    this.show(`${this.count.textContent}: ${this.title.textContent}`);
    return true;
  }

  show(news = "") {
    if (!this.question) return (this.spoken.textContent = news);
    const { hands } = this.now, { people } = this.data, { settled } = this, named = new Map(this.question.levels);
    for (const row of this.rows.children) {
      const number = hands[row.dataset.key] ?? 0, bar = made("span", "rung-meeting-bar");
      bar.style.inlineSize = `${(number / people) * 6}rem`;
      row.toggleAttribute("data-waits", row.dataset.key === this.waits);
      row.toggleAttribute("aria-current", false);
      if (row.dataset.key === settled) row.setAttribute("aria-current", "true");
      row.lastChild.replaceChildren(...(number ? [bar, `${number}`, made("span", "rung-meeting-spoken", ` ${number === 1 ? "hand" : "hands"}`)] : []));
    }
    const total = `${sum(hands)} of ${people}`, asks = this.waits === "S" ? "Which level do you settle on?" : this.waits ? `How many hands at ${this.waits}?` : "";
    this.total.textContent = asks || total;
    this.settledOn.textContent = settled ? `${settled}. ${named.get(settled)}` : "Nothing yet";
    const choices = this.waits && this.waits !== "S" ? ["−", "+", ..."0123456789"].filter((key) => !(Number(key) > people)) : [];
    const had = this.numbers.contains(document.activeElement) && document.activeElement.textContent;
    this.numbers.replaceChildren(...choices.map((key) => this.button(key, () => this.press(key.replace("−", "-")))));
    if (had) ([...this.numbers.children].find((button) => button.textContent === had) ?? this.keys).focus({ preventScroll: true });
    const spread = this.question.levels.filter(([key]) => hands[key]).map(([key]) => `${hands[key]} at ${key}`).join(", ");
    this.spoken.textContent = news || asks || `${spread || "No hands counted"}. ${settled ? `We settle on ${settled}.` : ""}`;
  }

  tick() {
    const seconds = Math.floor((Date.now() - this.since) / 1000);
    this.clockFace.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

function made(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (tag === "button") element.type = "button";
  element.textContent = text;
  return element;
}
