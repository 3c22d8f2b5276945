// blazor.web.js of .NET 9 only sets classes on the dialog's element; this opens it, tries again and reloads.
const dialog = document.getElementById('components-reconnect-modal');
const has = state => dialog.classList.contains('components-reconnect-' + state);

async function retry() {
  try {
    if (!await Blazor.reconnect()) location.reload();
  } catch {
    setTimeout(retry, 3000);
  }
}

new MutationObserver(() => {
  if (has('show') || has('failed')) {
    if (!dialog.open) dialog.showModal();
  } else if (has('hide') && dialog.open) {
    dialog.close();
  }
  if (has('failed')) setTimeout(retry, 3000);
  // The server no longer knows this page's circuit, for instance after a restart.
  if (has('rejected')) location.reload();
}).observe(dialog, { attributes: true, attributeFilter: ['class'] });
