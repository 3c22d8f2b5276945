using DedupPortal.Storage;
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

    /// <summary>Asks for the name of what is to go for good, and does it while the window is open.</summary>
    /// <param name="dialogs">The circuit's dialogs.</param>
    /// <param name="title">The question.</param>
    /// <param name="lines">What goes, what stays, and when.</param>
    /// <param name="name">What has to be typed.</param>
    /// <param name="confirm">The verb on the button.</param>
    /// <param name="act">Does it with what was typed; a failure stays in the window.</param>
    /// <returns>True only when it was done.</returns>
    public static async Task<bool> AskForNameAsync(
        this DialogService dialogs, string title, IReadOnlyList<string> lines, string name, string confirm, Func<string, Task<Failure?>> act)
    {
        var answer = await dialogs.OpenAsync<TypedNameDialog>(
            title,
            new Dictionary<string, object?>
            {
                [nameof(TypedNameDialog.Lines)] = lines,
                [nameof(TypedNameDialog.Name)] = name,
                [nameof(TypedNameDialog.ConfirmText)] = confirm,
                [nameof(TypedNameDialog.Act)] = act,
            },
            new DialogOptions { Width = "min(32rem, calc(100vw - 2rem))", CloseDialogOnEsc = true });
        return answer is true;
    }
}
