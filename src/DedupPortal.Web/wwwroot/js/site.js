// What a page needs before and beside the circuit: colours, time zone, menus, copying. Works on static pages too.
(() => {
  const cookie = name => document.cookie.split('; ').find(c => c.startsWith(name + '='))?.slice(name.length + 1);
  const keep = (name, value) => {
    document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax` + (location.protocol === 'https:' ? '; secure' : '');
  };

  function show(appearance) {
    document.documentElement.dataset.appearance = appearance;
    for (const link of document.querySelectorAll('link[data-light]')) {
      const next = link.cloneNode();
      next.href = link.dataset[appearance];
      // The old colours stay until the new ones have arrived.
      next.addEventListener('load', () => link.remove());
      link.after(next);
    }
  }

  keep('portal.zone', Intl.DateTimeFormat().resolvedOptions().timeZone);
  if (!cookie('portal.appearance')) {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    keep('portal.appearance', dark ? 'dark' : 'light');
    if (dark) show('dark');
  }

  document.addEventListener('click', event => {
    if (event.target.closest('[data-switch-appearance]')) {
      const next = document.documentElement.dataset.appearance === 'dark' ? 'light' : 'dark';
      keep('portal.appearance', next);
      show(next);
    }
    const copy = event.target.closest('[data-copy]');
    if (copy) {
      const source = document.getElementById(copy.dataset.copy);
      source.select();
      // Without https the browser offers no clipboard; the text then stays selected for Ctrl+C.
      navigator.clipboard?.writeText(source.value).then(() => {
        copy.dataset.copied = '';
        setTimeout(() => delete copy.dataset.copied, 2500);
      });
    }
    // A link inside a menu navigates without loading a page, so nobody else would close the menu.
    if (event.target.closest('[popover] a')) event.target.closest('[popover]').hidePopover();
  });

  const typing = target => target.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=dialog]');

  // A key presses the button that names it in aria-keyshortcuts; arrows move between the buttons of a table marked data-arrows.
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || typing(event.target)) return;
    // The place on the keyboard, so that a Russian layout has the same keys.
    const key = event.code.replace(/^(Key|Digit|Numpad)/, '').toLowerCase();
    const named = /^[a-z0-9]$/.test(key) && document.querySelector(`[aria-keyshortcuts="${key}"]:not([disabled])`);
    if (named) {
      event.preventDefault();
      named.click();
      return;
    }
    const table = event.target.closest('[data-arrows]');
    const step = { arrowup: [-1, 0], arrowdown: [1, 0], arrowleft: [0, -1], arrowright: [0, 1] }[key];
    if (!table || !step) return;
    const rows = [...table.rows].map(row => [...row.cells].map(cell => cell.querySelector('button:not([disabled]), input:not([disabled])')));
    const at = rows.findIndex(row => row.some(button => button?.closest('td, th').contains(event.target)));
    let [r, c] = [at, at < 0 ? -1 : rows[at].findIndex(button => button?.closest('td, th').contains(event.target))];
    do [r, c] = [r + step[0], c + step[1]]; while (rows[r] && c >= 0 && c < rows[r].length && !rows[r][c]);
    const next = rows[r]?.[c];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
})();
