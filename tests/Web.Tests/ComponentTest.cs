using Bunit;
using DedupPortal.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Radzen;

namespace DedupPortal.Web.Tests;

/// <summary>A component under test with what every page has: words in English, a clock that stands, Radzen's services.</summary>
public abstract class ComponentTest : BunitContext
{
    private readonly CultureScope _culture = new("en");

    protected ComponentTest()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLogging(logging => logging.AddProvider(Log));
        Services.AddLocalization();
        Services.AddRadzenComponents();
        Services.AddSingleton<ErrorReferences>();
        Services.AddSingleton<TimeProvider>(Clock);
    }

    /// <summary>False for what a page looks like while it is prerendered.</summary>
    protected bool Interactive { get; set; } = true;

    protected RememberingLog Log { get; } = new();

    protected StandingClock Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    // Said as late as this, because it closes the list of services.
    public override IRenderedComponent<TComponent> Render<TComponent>(Action<ComponentParameterCollectionBuilder<TComponent>>? parameterBuilder = null)
    {
        SetRendererInfo(Interactive ? new RendererInfo("Server", isInteractive: true) : new RendererInfo("Static", isInteractive: false));
        return base.Render(parameterBuilder);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _culture.Dispose();
    }
}

/// <summary>A clock that shows one moment.</summary>
public sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
