using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace DedupPortal.Architecture.Tests.Settings;

/// <summary><c>appsettings.Example.json</c> and the classes that its sections fill.</summary>
internal static class ExampleSettings
{
    // The programs' own sections; ASP.NET Core and the connection strings have no class of ours.
    private static readonly string[] s_roomsWithSettings = ["DedupPortal", "DedupPortal.Bitrix24", "DedupPortal.Web"];

    public static JsonElement Json { get; } = JsonDocument
        .Parse(File.ReadAllText(ExampleFile), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })
        .RootElement;

    /// <summary>Every class named <c>…Options</c>: they are settings, or they would have another name.</summary>
    public static IReadOnlyList<Type> Classes { get; } =
    [
        .. Repository.ProductAssemblies
            .Where(assembly => s_roomsWithSettings.Contains(assembly.GetName().Name))
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false, IsNested: false } && type.Name.EndsWith("Options", StringComparison.Ordinal)),
    ];

    private static string ExampleFile => Repository.PathOf("appsettings.Example.json");

    public static IConfigurationBuilder AddExample(this IConfigurationBuilder configuration) => configuration.AddJsonFile(ExampleFile, optional: false);

    /// <summary>The constant <c>Section</c>; a class of a room that knows no configuration has none and gets its section from the web program.</summary>
    public static string SectionOf(Type options) =>
        options.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string
        ?? (options == typeof(Bitrix24.BitrixClientOptions) ? "Bitrix24" : options.Name[..^"Options".Length]);

    public static IEnumerable<PropertyInfo> SettingsOf(Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true });
}
