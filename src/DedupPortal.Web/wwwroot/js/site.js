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
})();
