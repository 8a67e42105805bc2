// Keeps a form for contributions up to date while somebody types: similar pages, people found, what is to be mended, and
// the preview. The form is sent in the background as a button would send it, and parts of the answer take the place of
// those on the page. Without script the buttons do the same.
(() => {
  const PAUSE = 600; // milliseconds without a key
  let pause = 0;
  let asked = 0;
  const waiting = new Set();

  // What is to be mended moves beside the preview, where it can come and go without moving the box that is typed in.
  function showRemarks(form) {
    document.getElementById("_remarks-box")?.replaceChildren();
    for (const old of form.querySelectorAll('.field-wrong[id$="-wrong"]')) old.hidden = true;
    const remarks = document.getElementById("_remarks-live");
    if (remarks) remarks.hidden = false;
    const told = document.getElementById("_live");
    const words = remarks ? "Checked: there is something to mend" : "Checked";
    if (told && told.textContent !== words) told.textContent = words;
  }

  async function refresh(form) {
    const ids = [...waiting].filter((id) => document.getElementById(id));
    waiting.clear();
    if (!ids.length) return;
    asked += 1;
    const number = asked;
    const sent = new URLSearchParams(new FormData(form));
    sent.set("step", sent.get("from") || "");
    try {
      const { found } = await swap.fetch(form.action, { method: "POST", body: sent });
      if (number !== asked) { // more has been typed meanwhile
        ids.forEach((id) => waiting.add(id));
        return;
      }
      const focused = document.activeElement;
      const there = ids.filter((id) => found.getElementById(id) && !(focused && document.getElementById(id).contains(focused)));
      swap.parts(found, there);
      if (there.includes("_checked")) showRemarks(form);
    } catch {
      // The buttons still work.
    }
  }

  function note(event) {
    const form = event.target.form;
    const swaps = event.target.dataset?.swaps;
    if (!form || !swaps || !("live" in form.dataset)) return;
    swaps.split(" ").forEach((id) => waiting.add(id));
    clearTimeout(pause);
    pause = setTimeout(refresh, PAUSE, form);
  }

  document.addEventListener("input", note);
  document.addEventListener("submit", () => { clearTimeout(pause); asked += 1; });
})();
