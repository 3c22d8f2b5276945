using System.Text.Json;
using DedupPortal.Web.Embedded;
using DedupPortal.Web.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DedupPortal.Architecture.Tests.Settings;

/// <summary>The example settings name every setting with its default, nothing else, and the program accepts them.</summary>
public sealed class ExampleSettingsTests
{
    private static readonly string[] s_sectionsWithoutClass = ["ConnectionStrings", "Logging", "AllowedHosts"];

    [Fact]
    public void Example_Sections_AreThoseOfTheOptionsClasses()
    {
        var sections = ExampleSettings.Json.EnumerateObject().Select(section => section.Name).Except(s_sectionsWithoutClass);

        Assert.Equal(ExampleSettings.Classes.Select(ExampleSettings.SectionOf).Order(StringComparer.Ordinal), sections.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Example_Keys_AreThePropertiesOfTheClasses()
    {
        var differences = from options in ExampleSettings.Classes
                          let section = ExampleSettings.SectionOf(options)
                          let described = KeysOf(section).ToHashSet(StringComparer.Ordinal)
                          let known = ExampleSettings.SettingsOf(options).Select(property => property.Name).ToHashSet(StringComparer.Ordinal)
                          from difference in described.Except(known).Select(key => $"{section}:{key} is no property of {options.Name}")
                              .Concat(known.Except(described).Select(key => $"{section}:{key} is not described"))
                          select difference;

        Rule.HasNoViolation(differences);
    }

    [Fact]
    public void Example_Values_AreTheDefaults()
    {
        var configuration = new ConfigurationBuilder().AddExample().Build();

        var differences = from options in ExampleSettings.Classes
                          let section = ExampleSettings.SectionOf(options)
                          let bound = configuration.GetSection(section).Get(options, binder => binder.ErrorOnUnknownConfiguration = true) ?? Activator.CreateInstance(options)!
                          let fresh = Activator.CreateInstance(options)!
                          from property in ExampleSettings.SettingsOf(options)
                          let written = Text(property.GetValue(bound))
                          let standard = Text(property.GetValue(fresh))
                          where written != standard
                          select $"{section}:{property.Name} is {written}, the default is {standard}";

        Rule.HasNoViolation(differences);
    }

    /// <summary>A class that nobody binds would keep its defaults whatever the operator writes.</summary>
    [Fact]
    public async Task Options_EachClass_TakesItsSection()
    {
        var changed = ExampleSettings.Classes
            .Except([typeof(EmbeddedOptions)]) // read before there is a container; the deployment test relies on it
            .Select(options => (Options: options, Property: ExampleSettings.SettingsOf(options).First(property => property.PropertyType == typeof(string)
                || property.PropertyType == typeof(int) || property.PropertyType == typeof(bool) || property.PropertyType == typeof(TimeSpan))))
            .Select(setting => (setting.Options, setting.Property, Value: Another(setting.Property.PropertyType, setting.Property.GetValue(Activator.CreateInstance(setting.Options)))))
            .ToList();
        await using var app = Compose();

        var deaf = new List<string>();
        foreach (var (options, property, value) in changed)
        {
            app.Configuration[$"{ExampleSettings.SectionOf(options)}:{property.Name}"] = value.ToString();
            if (!Equals(property.GetValue(Configured(app.Services, options)), value))
                deaf.Add($"{options.Name} is bound to no section {ExampleSettings.SectionOf(options)}");
        }

        Rule.HasNoViolation(deaf);
    }

    [Fact]
    public async Task Example_WithWhatTheEmbeddedDefaultAdds_IsAcceptedByEveryValidator()
    {
        await using var app = Compose();

        app.Services.GetRequiredService<IStartupValidator>().Validate();

        Assert.NotEmpty(app.Services.GetServices<IValidateOptions<SiteOptions>>());
    }

    [Fact]
    public async Task Example_WithWrongValues_IsRefusedByEveryValidator()
    {
        await using var app = Compose(("Site:SignInDays", "0"), ("Node:Roles", "none"), ("Mail:Port", "0"), ("Scan:Retries", "-1"), ("Merging:MostDelays", "-1"), ("Bitrix24:Attempts", "0"));

        var refused = Assert.Throws<AggregateException>(() => app.Services.GetRequiredService<IStartupValidator>().Validate());

        var named = string.Join('\n', refused.Flatten().InnerExceptions.OfType<OptionsValidationException>().SelectMany(one => one.Failures));
        Assert.All(["Site:SignInDays", "Node:Roles", "Mail:Port", "Scan:Retries", "Merging:MostDelays", "Bitrix24:Attempts"], key => Assert.Contains(key, named, StringComparison.Ordinal));
    }

    // The web program's own registrations, on the example file instead of this machine's settings.
    private static WebApplication Compose(params (string Key, string Value)[] changes)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "DedupPortal.Web" });
        builder.WebHost.UseKestrelCore();
        builder.Configuration.AddExample().AddInMemoryCollection(new Dictionary<string, string?>
        {
            // What the embedded default fills in when these are empty.
            ["ConnectionStrings:Portal"] = "Host=localhost;Database=example",
            ["Secrets:MasterKey"] = DedupPortal.Storage.MasterKey.NewText(),
            ["Mail:Folder"] = Path.GetTempPath(),
        }).AddInMemoryCollection(changes.Select(change => KeyValuePair.Create<string, string?>(change.Key, change.Value)));
        builder.AddFeatures();
        builder.AddSite();
        return builder.Build();
    }

    private static object Configured(IServiceProvider services, Type options)
    {
        var instance = Activator.CreateInstance(options)!;
        var configure = typeof(IConfigureOptions<>).MakeGenericType(options);
        foreach (var step in services.GetServices(configure))
            configure.GetMethod(nameof(IConfigureOptions<>.Configure))!.Invoke(step, [instance]);
        return instance;
    }

    private static object Another(Type type, object? value) => value switch
    {
        int number => number + 1,
        bool flag => !flag,
        TimeSpan time => time + TimeSpan.FromSeconds(1),
        _ when type == typeof(string) => "another value",
        _ => throw new NotSupportedException(type.Name),
    };

    private static IEnumerable<string> KeysOf(string section) =>
        ExampleSettings.Json.TryGetProperty(section, out var keys) ? keys.EnumerateObject().Select(key => key.Name) : [];

    // An empty text in the file and none in the class are the same setting.
    private static string Text(object? value) => value is null or "" ? "\"\"" : JsonSerializer.Serialize(value);
}
