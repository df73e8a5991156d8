// The board on which people and staff agree: both voices stand on the levels of a question, and a key says what they agree
// on. The server records it; a reason that it has not confirmed is not lost.
export default function ({ data, parentElement, setStateValue }) {
  const board = (parentElement.rungByRungAgree ??= new Agree(parentElement, data));
  board.hear(data, (waiting) => setStateValue("waiting", waiting));
}

class Agree extends Board {
  constructor(parent, data) {
    super(parent, data, "Board. Here keys say what you agree on.");
    this.root.classList.add("rung-agree");
    [this.typed, this.waiting, this.left] = [{}, [], new Set()];
    // The order in which the questions came stays, whatever is settled meanwhile.
    this.order = data.questions.map(({ key }) => key);
    this.draw();
    this.turnTo(this.following(-1));
    this.focus();
    // What was sent while the connection was cut is sent again; the server knows by its turn what it has recorded.
    const again = setInterval(() => (this.root.isConnected ? this.waiting.length && this.send([...this.waiting]) : clearInterval(again)), 5000);
    window.addEventListener("beforeunload", (event) => this.root.isConnected && this.waiting.length && event.preventDefault());
  }

  draw() {
    this.stand = made("div", "rung-agree-stand");
    this.wrote = made("div", "rung-agree-wrote");
    this.wrote.tabIndex = 0;
    this.wrote.setAttribute("role", "group");
    this.wrote.setAttribute("aria-label", "What was written");
    const settle = made("div", "rung-meeting-settle"), outside = (this.outside = made("div", "rung-agree-outside"));
    settle.append(made("h3", "", "We agree on"), (this.settledOn = made("p", "rung-meeting-settled")), outside);
    const meant = made("label");
    this.meant = meant.appendChild(made("input"));
    this.meant.type = "checkbox";
    meant.append(` ${this.data.meant} (M)`);
    outside.append((this.warning = made("p")), meant);
    settle.append(this.words("Because (N). Use no names."));
    this.why.addEventListener("input", () => (this.now.why = this.why.value));
    this.meant.addEventListener("change", () => this.mean(this.meant.checked));
    this.news = made("p", "rung-agree-news");
    const others = [this.button("Not today", () => this.press("L")), this.button("All questions", () => this.press("A"))];
    this.side.append(this.stand, this.wrote, settle, this.news, this.onward("Save", ...others));
  }

  get question() { return this.data.questions.find(({ key }) => key === this.order[this.at]); }
  get now() { return (this.typed[this.question.key] ??= {}); }
  get chosen() { return this.now.chosen ?? this.question.settled; }
  get reason() { return this.now.why ?? this.question.why; }
  get level() { return this.question.levels.find(({ key }) => key === this.chosen); }

  // The server has recorded what was waiting, or said why not: then the question is shown again.
  hear(data, send) {
    [this.data, this.send] = [data, send];
    let again = -1, news = "";
    for (const { turn, key } of this.waiting.filter(({ turn }) => data.answers[turn])) {
      this.waiting = this.waiting.filter((sent) => sent.turn !== turn);
      news = data.answers[turn].sentence;
      if (data.answers[turn].isKept) delete this.typed[key];
      else again = this.order.indexOf(key);
    }
    if (again >= 0) this.turnTo(again, news);
    else if (news && !this.question) this.turnTo(this.at, news);
    else this.show(news);
  }

  isOpen(at) {
    const key = this.order[at], question = this.data.questions.find((one) => one.key === key);
    return question && !question.settled && !this.left.has(key) && !this.waiting.some((sent) => sent.key === key);
  }

  // The next question that is open, after this one or else from the first on; the list when there is none.
  following(at) {
    const places = this.order.map((_, place) => place);
    return [...places.slice(at + 1), ...places.slice(0, at + 1)].find((place) => this.isOpen(place)) ?? this.order.length;
  }

  press(key) {
    if (key === "BACKSPACE") return this.turnTo(Math.max(0, this.at - 1));
    if (!this.question) return false;
    if (this.question.levels.some((level) => level.key === key)) this.choose(key);
    else if (key === "N") this.why.focus();
    else if (key === "M" && this.level?.outside) this.mean(!this.now.meant);
    else if (key === "L") this.leave();
    else if (key === "A") this.turnTo(this.order.length);
    else if (key === "ENTER") this.keep();
    else return false;
    return true;
  }

  wordsDone() { this.keep(); }

  choose(key) {
    Object.assign(this.now, { chosen: key, meant: false });
    this.show();
  }

  mean(isMeant) {
    this.now.meant = isMeant;
    this.show();
  }

  leave() {
    if (!this.question.settled) this.left.add(this.question.key);
    this.turnTo(this.following(this.at));
  }

  keep() {
    const { key, settled, why } = this.question, { level } = this, meant = Boolean(this.now.meant);
    if (!level) return this.show("Choose a level first. L leaves this question for today.");
    if (!this.reason.trim()) {
      this.why.focus();
      return this.show("Say why.");
    }
    if (level.key !== settled || this.reason !== why) {
      if (level.outside && !meant) return (this.spoken.textContent = level.outside);
      this.waiting.push({ turn: crypto.randomUUID?.() ?? `${Date.now()} ${Math.random()}`, key, level: level.key, why: this.reason, meant, seen: [settled, why] });
      this.send([...this.waiting]);
    }
    this.turnTo(this.following(this.at));
  }

  turnTo(at, news = "") {
    this.at = at;
    const { question } = this, rows = question ? question.levels.map((level) => this.row(level, () => this.press(level.key), this.voices(level))) : this.list();
    this.turn(question, question?.question ?? "All questions", rows);
    if (question) this.tell(question);
    this.show(news, true);
    return true;
  }

  // Both voices on the rows, joined by a bar.
  voices({ voices, bar }) {
    const place = made("span", `rung-agree-voices ${bar ? `rung-agree-${bar}` : ""}`);
    place.append(...voices.map(([kind, name]) => voice(kind, name)));
    return place;
  }

  list() {
    return this.order.flatMap((key, place) => {
      const question = this.data.questions.find((one) => one.key === key);
      if (!question) return [];
      const sent = this.waiting.find((one) => one.key === key), state = question.settled ? "Settled" : this.left.has(key) ? "Not today" : "Open";
      const row = { key: sent?.level || question.settled || "–", sentence: question.title };
      return [this.row(row, () => this.turnTo(place), made("span", "", `${sent ? "On its way" : state}. ${question.apart}`))];
    });
  }

  tell({ stand, wrote }) {
    this.stand.replaceChildren(made("h3", "", "Where we stand"), ...Object.entries(stand).map(([kind, line]) => voice(kind, line)));
    // It scrolls where there are many words, so the keyboard must reach it (WCAG 2.1.1).
    Object.assign(this.wrote, { hidden: !wrote.length, scrollTop: 0 });
    this.wrote.replaceChildren(...wrote.flatMap(([who, notes]) => {
      const list = made("ul");
      list.append(...notes.map((note) => made("li", "", note)));
      return [made("h3", "", who), list];
    }));
  }

  show(news = "", isTurned = false) {
    const { name, questions } = this.data, settled = questions.filter((question) => question.settled).length, { question, level } = this.question ? this : {};
    this.count.textContent = question ? `${name} · ${question.title} · ${question.apart}` : [name, news].filter(Boolean).join(" · ");
    this.aside.textContent = `${settled} of ${questions.length} settled${this.waiting.length ? `, ${this.waiting.length} on the way` : ""}`;
    const heard = isTurned ? `${this.count.textContent}: ${this.title.textContent}` : level ? `We agree on ${level.key}. ${level.outside}` : "";
    // What is drawn again without news is not said again.
    const said = [news, news && !isTurned ? "" : heard, isTurned ? question?.agreed ?? "" : ""].filter(Boolean).join(" ");
    if (said) this.spoken.textContent = said;
    if (!question) return;
    for (const row of this.rows.children) this.mark(row, row.dataset.key === level?.key);
    this.settledOn.textContent = level?.name ?? "Nothing yet";
    this.outside.hidden = !level?.outside;
    this.warning.textContent = level?.outside ?? "";
    this.meant.checked = Boolean(this.now.meant);
    if (this.why.value !== this.reason) this.why.value = this.reason;
    this.news.textContent = news || question.agreed;
  }
}

function voice(kind, text) {
  const shown = made("span", `rung-agree-voice rung-agree-${kind}`);
  if (kind !== "unsure") shown.append(made("span", "rung-agree-sign"));
  shown.append(made("span", "rung-agree-name", text));
  return shown;
}
