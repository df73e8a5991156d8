// What every board has that is worked by keys. Keys act only while the focus is on the board (WCAG 2.1.4), and everything
// can be done by buttons as well.

// Give `press(key, target)` each key on a board; it returns whether the key is one of the board's. In a field all keys
// type, but the one for which `leaves(event)` is true brings the focus back to the board. On a button Space and Enter
// press it.
function listen(root, keys, press, leaves) {
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { target } = event, key = event.key.toUpperCase(), pressesIt = target.tagName === "BUTTON" && ["ENTER", " "].includes(key);
    if (["INPUT", "TEXTAREA"].includes(target.tagName)) {
      if (!leaves(event)) return;
      keys.focus({ preventScroll: true });
    } else if (pressesIt || !keys.contains(target) || !press(key, target)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

function legendOf(pairs) {
  return pairs.map(([key, means]) => {
    const pair = made("span");
    pair.append(made("kbd", "", key), ` ${means}`);
    return pair;
  });
}

function made(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (tag === "button") element.type = "button";
  element.textContent = text;
  return element;
}
