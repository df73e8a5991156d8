// Follows a link of the menu or of a table in the same session. Without this script, and in a new tab, it is a plain link.
export default function ({ setTriggerValue }) {
  const known = (window.rungByRungLinks ??= { follow: null });
  if (!known.follow) document.addEventListener("click", (event) => onClick(event, known));
  known.follow = (link) => setTriggerValue("link", link);
}

function onClick(event, known) {
  const link = event.target.closest?.("a[data-page]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented) return;
  event.preventDefault();
  known.follow({ page: link.dataset.page, parameters: Object.fromEntries(new URL(link.href).searchParams) });
}
