using DedupPortal.LocalPostgres;

namespace DedupPortal.Portal.Tests.LocalPostgres;

public sealed class PostgresBinariesTests : ClusterFolderFixture
{
    [Theory]
    [InlineData("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15)] // Debian 12
    [InlineData("postgres (PostgreSQL) 17.2 (Homebrew)", 17)]
    [InlineData("postgres (PostgreSQL) 18beta1", 18)]
    [InlineData("postgres: command not found", null)]
    public void ParseMajor_VersionLine_GivesMajor(string line, int? major) =>
        Assert.Equal(major, PostgresBinaries.ParseMajor(line));

    [Fact]
    public void NewestFirst_VersionFolders_OrdersByNumberNotByText()
    {
        foreach (var version in new[] { "9", "15", "17" })
            Directory.CreateDirectory(Path.Combine(Folder, version, "bin"));

        var folders = BinaryCandidates.NewestFirst(Folder, "*");

        Assert.Equal(["17", "15", "9"], folders.Select(folder => Path.GetFileName(Path.GetDirectoryName(folder)!)));
    }

    [Fact]
    public void NewestFirst_HomebrewFolders_OrdersByNumberInName()
    {
        foreach (var version in new[] { "postgresql@14", "postgresql@17" })
            Directory.CreateDirectory(Path.Combine(Folder, version, "bin"));

        var first = BinaryCandidates.NewestFirst(Folder, "postgresql*").First();

        Assert.EndsWith(Path.Combine("postgresql@17", "bin"), first, StringComparison.Ordinal);
    }

    [Fact]
    public void For_NamedFolder_IsTheOnlyCandidate() =>
        Assert.Equal([Path.GetFullPath("/opt/pg/bin")], BinaryCandidates.For("/opt/pg/bin"));

    [Fact]
    public async Task FindAsync_FolderWithoutPrograms_IsPassedOver()
    {
        Directory.CreateDirectory(Folder);

        var found = await PostgresBinaries.FindAsync([Folder, .. BinaryCandidates.For(null)], major: null, Cancellation);

        Assert.NotNull(found);
        Assert.NotEqual(Folder, found.Directory);
        Assert.True(found.Major >= PostgresBinaries.OldestMajor);
    }
}
