// Suggests domains, people, tags and titles below the search box while somebody types. Enter searches for what was
// typed, as without script, unless an arrow key has led to a suggestion. The pattern is ARIA's combobox with a listbox.
(() => {
  const PAUSE = 120; // milliseconds without a key, after which the reader may want to see something
  const FEWEST = 2; // letters
  let asked = 0;
  let pause = 0;
  let active = -1; // the suggestion that an arrow key has led to

  const box = () => document.getElementById("_q");
  const list = () => document.getElementById("_suggestions");
  const isOpen = () => Boolean(list()) && !list().hidden;

  function made(tag, attributes, ...parts) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...parts);
    return element;
  }

  // A box that was swapped in with new results needs a list of its own.
  function prepare() {
    forget();
    active = -1;
    const input = box();
    if (!input || list()) return;
    const suggestions = made("div", { id: "_suggestions", class: "suggestions", role: "listbox", "aria-label": "Suggestions" });
    suggestions.hidden = true;
    input.closest(".search-row").append(suggestions);
    input.form.append(made("p", { id: "_suggested", class: "visually-hidden", "aria-live": "polite" }));
    const told = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "_suggestions" };
    for (const [name, value] of Object.entries(told)) input.setAttribute(name, value);
  }

  // Whatever was asked for and has not been answered comes too late.
  function forget() {
    asked += 1;
    clearTimeout(pause);
  }

  function close() {
    forget();
    if (isOpen()) show([]);
    tell("");
  }

  function tell(words) {
    const place = document.getElementById("_suggested");
    if (place && place.textContent !== words) place.textContent = words;
  }

  function option({ pieces, label, url, archived, example }, number) {
    const text = made("span", { class: "suggestion-text" });
    text.append(...pieces.map((piece) => (piece.typed ? made("mark", {}, piece.text) : piece.text)));
    const notes = [example && "Example", archived && "Archived", label].filter(Boolean).join(" · ");
    const attributes = { id: `_suggestion-${number}`, class: "suggestion", role: "option", href: url };
    // The space keeps text and kind apart where they are read out.
    return made("a", { ...attributes, tabindex: "-1", "aria-selected": "false" }, text, " ", made("span", { class: "suggestion-kind" }, notes));
  }

  function show(suggestions) {
    list().replaceChildren(...suggestions.map(option));
    list().hidden = suggestions.length === 0;
    box().setAttribute("aria-expanded", String(suggestions.length > 0));
    lead(-1);
  }

  function lead(to) {
    list().children[active]?.setAttribute("aria-selected", "false");
    active = to;
    const chosen = list().children[active];
    if (!chosen) {
      box().removeAttribute("aria-activedescendant");
      return;
    }
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    box().setAttribute("aria-activedescendant", chosen.id);
  }

  async function ask() {
    forget();
    const number = asked;
    const typed = box().value;
    if (typed.trim().length < FEWEST) {
      close();
      return;
    }
    try {
      const response = await fetch(`/suggest?${new URLSearchParams({ q: typed })}`);
      if (!response.ok) throw new Error(`suggestions answered ${response.status}`);
      const { suggestions } = await response.json();
      if (number !== asked) return; // more has been typed meanwhile, or the box was left
      show(suggestions);
      const count = suggestions.length;
      tell(count === 1 ? "1 suggestion" : `${count || "No"} suggestions`);
    } catch {
      if (number === asked) close(); // search does without
    }
  }

  // From the last suggestion the arrow leads back to the box, and on to the first.
  function step(by) {
    const stops = list().children.length + 1;
    lead(((active + 1 + by + stops) % stops) - 1);
  }

  const KEYS = {
    ArrowDown: (event) => (isOpen() ? !event.altKey && step(1) : ask()),
    ArrowUp: (event) => (event.altKey ? close() : step(-1)),
    Enter: () => list().children[active].click(),
    Escape: close,
  };

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "_q" || event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { key } = event;
    if (!Object.hasOwn(KEYS, key) || (key === "Enter" && active < 0) || (["Escape", "ArrowUp"].includes(key) && !isOpen())) return;
    event.preventDefault();
    KEYS[key](event);
  });

  document.addEventListener("input", (event) => {
    if (event.target.id !== "_q") return;
    forget();
    pause = setTimeout(ask, PAUSE);
  });

  // Pressing a suggestion leaves the focus in the box: else the list would be gone before it is let go.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("#_suggestions")) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const followed = event.target.closest("#_suggestions a");
    if (followed && !event.ctrlKey && !event.metaKey && !event.shiftKey) close();
  });

  // Not every touch outside takes the focus away.
  document.addEventListener("pointerdown", (event) => {
    if (isOpen() && event.target !== box() && !event.target.closest("#_suggestions")) close();
  });

  document.addEventListener("focusout", (event) => {
    if (event.target.id === "_q") close();
  });

  document.addEventListener("submit", close);
  document.addEventListener("swapped", prepare);
  prepare();
})();
