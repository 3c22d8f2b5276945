// What a page needs before and beside the circuit: colours, time zone, menus. Works on static pages too.
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
    // A link inside a menu navigates without loading a page, so nobody else would close the menu.
    if (event.target.closest('[popover] a')) event.target.closest('[popover]').hidePopover();
  });
})();
