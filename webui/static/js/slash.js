// The key "/" leads to the search box, unless the reader is typing, or has turned it off on the help page (some people
// speak to their computers, and others touch keys by accident). Pages work without this.
const slash = {
  get isOn() {
    try {
      return localStorage.getItem("slash") !== "off";
    } catch {
      return true;
    }
  },

  turn(on) {
    localStorage.setItem("slash", on ? "on" : "off");
  },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || !slash.isOn) return;
  const box = document.getElementById("_q");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
