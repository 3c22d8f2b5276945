using DedupPortal.Merging;
using DedupPortal.Storage;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>
/// Carries out one command of the wizard with the draft's present version and shows what came of it. True when it succeeded.
/// Commands wait for each other, so that quick clicks are all kept.
/// </summary>
public delegate Task<bool> DraftCommand(Func<MergeDraftId, int, CancellationToken, Task<Result<int>>> command);
