using Radzen;

namespace DedupPortal.Web.Components.Shared;

/// <summary>Asks before something that is not easily taken back.</summary>
public static class ConfirmDialogs
{
    /// <summary>Opens the question over the page and waits for the answer.</summary>
    /// <param name="dialogs">The circuit's dialogs.</param>
    /// <param name="title">The question: "Remove Anna from the team?"</param>
    /// <param name="text">What will happen and what will not.</param>
    /// <param name="confirm">The verb on the button: "Remove".</param>
    /// <param name="danger">True when something is lost.</param>
    /// <returns>True only when the person pressed the verb; closing the window in any other way is a no.</returns>
    public static async Task<bool> AskAsync(this DialogService dialogs, string title, string text, string confirm, bool danger = false)
    {
        var answer = await dialogs.OpenAsync<ConfirmDialog>(
            title,
            new Dictionary<string, object?>
            {
                [nameof(ConfirmDialog.Text)] = text,
                [nameof(ConfirmDialog.ConfirmText)] = confirm,
                [nameof(ConfirmDialog.Danger)] = danger,
            },
            new DialogOptions { Width = "min(28rem, calc(100vw - 2rem))", CloseDialogOnEsc = true, AutoFocusFirstElement = true });
        return answer is true;
    }
}
