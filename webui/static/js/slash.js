// The key "/" leads to the search box, unless the reader is typing. Pages work without this.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.getElementById("_q");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
