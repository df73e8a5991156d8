// The board of a meeting: hands are counted for each level, and the room settles on one. The hands never leave this page;
// the server gets the settled level and why.
export default function ({ data, parentElement, setStateValue }) {
  const board = (parentElement.rungByRungMeeting ??= new Meeting(parentElement, data));
  board.send = (settled) => setStateValue("settled", settled);
}

const sum = (hands) => Object.values(hands).reduce((total, number) => total + number, 0);

class Meeting extends Board {
  constructor(parent, data) {
    super(parent, data, "Board. Here keys count hands.");
    // Drawn anew, the page still knows the hands.
    this.asked = (window.rungByRungHands ??= {})[data.meeting] ??= data.questions.map((question) => ({
      hands: {}, chosen: question.settled, why: question.why, kept: question.settled && [question.settled, question.why], before: [],
    }));
    this.draw();
    const open = data.questions.findIndex(({ key }, at) => key && !this.asked[at].kept);
    this.turnTo(open < 0 ? this.asked.length : this.asked.some(({ kept }) => kept) ? open : 0);
    // What is counted and not confirmed by Enter is kept when somebody goes on to what stands below the board.
    this.root.addEventListener("focusout", (event) => this.root.contains(event.relatedTarget) || this.keep());
    const clock = setInterval(() => (this.root.isConnected ? this.tick() : clearInterval(clock)), 1000);
    this.focus();
  }

  get question() { return this.data.questions[this.at]; }
  get now() { return this.asked[this.at]; }

  // The middle hand, the lower of two. Only where nobody is on a level, the room does not know. Faces have no such level.
  get settled() {
    if (!this.question.key) return "";
    if (this.now.chosen) return this.now.chosen;
    const levels = this.question.levels.map(({ key }) => key).filter((key) => key !== "D");
    const middle = levels.flatMap((key) => Array(this.now.hands[key] ?? 0).fill(key));
    return middle.length ? middle[Math.floor((middle.length - 1) / 2)] : this.now.hands.D ? "D" : "";
  }

  draw() {
    const settle = made("div", "rung-meeting-settle");
    this.side.append((this.askTitle = made("h3", "", "Ask the group")), (this.ask = made("p")), made("h3", "", "Hands"), (this.total = made("p")));
    this.side.append((this.numbers = made("div", "rung-meeting-numbers")), settle);
    settle.append(made("h3", "", "What we settle on"), (this.settledOn = made("p", "rung-meeting-settled")));
    settle.append(this.button("Settle on another (S)", () => this.press("S")), this.words("Why? Use no names. (N)"));
    this.why.addEventListener("input", () => (this.now.why = this.why.value));
    this.side.append(this.onward("Next", this.button("Back", () => this.press("BACKSPACE"))));
  }

  // Return whether the key is one of the board's. After the key of a level it waits for a number, after S for a level.
  press(key) {
    if (!this.question) return key === "BACKSPACE" && this.turnTo(this.at - 1);
    const open = this.waits, isLevel = this.question.levels.some((level) => level.key === key), settles = Boolean(this.question.key);
    this.waits = "";
    if (key === "ENTER" || (key === "BACKSPACE" && !open && !this.now.before.length)) return this.goOn(key === "ENTER" ? 1 : -1);
    if (key === "BACKSPACE") this.back(open);
    else if (key === "N" && settles) this.why.focus();
    else if (open === "S" && isLevel) this.change({ chosen: key });
    else if (open && open !== "S" && /^[0-9]$/.test(key)) this.move(open, Number(key));
    else if (open && open !== "S" && ["+", "-"].includes(key)) this.move((this.waits = open), (this.now.hands[open] ?? 0) + (key === "+" ? 1 : -1));
    else if (isLevel && !sum(this.now.hands)) this.change({ hands: { [key]: this.data.people }, chosen: "" });
    else if (isLevel || (key === "S" && settles)) this.waits = key;
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
    if (!open) Object.assign(this.now, this.now.before.pop());
  }

  goOn(step) {
    if (step > 0) this.keep();
    return this.turnTo(Math.max(0, this.at + step));
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
    const { questions, name } = this.data, asked = questions.filter(({ key }) => key);
    [this.at, this.waits, this.since] = [at, "", Date.now()];
    const { question } = this, rows = question ? question.levels.map((level) => this.level(level)) : asked.map((one) => this.outcome(one));
    this.turn(question, question?.question ?? "What we settled on", rows);
    this.root.classList.toggle("rung-meeting-faces", Boolean(question && !question.key));
    const place = question?.key ? `Question ${asked.indexOf(question) + 1} of ${asked.length}` : question ? question.place : "All questions are done";
    this.count.textContent = `${name} · ${place}`;
    this.why.value = this.now?.why ?? "";
    this.ask.textContent = question?.ask ?? "";
    this.askTitle.textContent = question?.key ? "Ask the group" : "Only for us";
    this.tick();
    this.show(`${this.count.textContent}: ${this.title.textContent}`);
    return true;
  }

  level(level) {
    return this.row(level, () => this.press(level.key), made("span", "rung-meeting-hands"));
  }

  outcome(question) {
    const place = this.data.questions.indexOf(question), [key] = this.asked[place].kept || [""];
    const sentence = question.levels.find((level) => level.key === key)?.sentence ?? "Left open";
    return this.row({ key: key || "–", sentence: question.question }, () => this.turnTo(place), made("span", "", sentence));
  }

  show(news = "") {
    if (!this.question) return (this.spoken.textContent = news);
    const { hands } = this.now, { people } = this.data, { settled } = this, named = new Map(this.question.levels.map(({ key, sentence }) => [key, sentence]));
    for (const row of this.rows.children) {
      const number = hands[row.dataset.key] ?? 0, bar = made("span", "rung-meeting-bar");
      bar.style.inlineSize = `${(number / people) * 6}rem`;
      row.toggleAttribute("data-waits", row.dataset.key === this.waits);
      this.mark(row, row.dataset.key === settled);
      row.lastChild.replaceChildren(...(number ? [bar, `${number}`, made("span", "rung-meeting-spoken", ` ${number === 1 ? "hand" : "hands"}`)] : []));
      // How the room felt at the start stands beside how it feels at the end.
      const was = !this.question.key && this.at ? this.asked[0].hands[row.dataset.key] : 0;
      if (was) row.lastChild.append(made("span", "rung-meeting-was", `${was} at the start`));
    }
    const total = `${sum(hands)} of ${people}`, asks = this.waits === "S" ? "Which level do you settle on?" : this.waits ? `How many hands at ${this.waits}?` : "";
    this.total.textContent = asks || total;
    this.settledOn.textContent = settled ? `${settled}. ${named.get(settled)}` : "Nothing yet";
    const choices = this.waits && this.waits !== "S" ? ["−", "+", ..."0123456789"].filter((key) => !(Number(key) > people)) : [];
    const had = this.numbers.contains(document.activeElement) && document.activeElement.textContent;
    this.numbers.replaceChildren(...choices.map((key) => this.button(key, () => this.press(key.replace("−", "-")))));
    if (had) ([...this.numbers.children].find((button) => button.textContent === had) ?? this.keys).focus({ preventScroll: true });
    const spread = this.question.levels.filter(({ key }) => hands[key]).map(({ key }) => `${hands[key]} at ${key}`).join(", ");
    this.spoken.textContent = news || asks || `${spread || "No hands counted"}. ${settled ? `We settle on ${settled}.` : ""}`;
  }

  tick() {
    const seconds = Math.floor((Date.now() - this.since) / 1000);
    this.aside.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}
