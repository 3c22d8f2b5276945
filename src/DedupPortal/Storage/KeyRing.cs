using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DedupPortal.Storage;

/// <summary>One data-protection key, wrapped with the master key. All nodes share them; a dump of the database does not open them.</summary>
[GlobalEntity("Keys of the installation, shared by all nodes.")]
public sealed class ProtectionKey
{
    public const int NameLength = 200;

    public required string Name { get; init; }

    public required string Xml { get; init; }
}

internal sealed class ProtectionKeyConfiguration : IEntityTypeConfiguration<ProtectionKey>
{
    public void Configure(EntityTypeBuilder<ProtectionKey> builder)
    {
        builder.ToTable("protection_keys");
        builder.HasKey(key => key.Name);
        builder.Property(key => key.Name).HasMaxLength(ProtectionKey.NameLength);
    }
}

/// <summary>The key that wraps the protection keys: 32 bytes from the setting <c>Secrets:MasterKey</c>, never in the database.</summary>
public sealed class MasterKey
{
    public const int Length = 32;

    private readonly byte[] _bytes;

    /// <summary>Takes 32 bytes in Base64. Throws <see cref="FormatException"/> for anything else, without showing it.</summary>
    public MasterKey(string base64)
    {
        var bytes = new byte[Length + 1];
        if (!Convert.TryFromBase64String(base64, bytes, out var count) || count != Length)
            throw new FormatException("The master key must be 32 bytes in Base64.");
        _bytes = bytes[..Length];
    }

    public static string NewText() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length));

    internal byte[] Seal(byte[] plain)
    {
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var cipher = new byte[plain.Length];
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        using var aes = new AesGcm(_bytes, tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag);
        return [.. nonce, .. tag, .. cipher];
    }

    internal byte[] Open(byte[] sealedBytes)
    {
        var (nonce, tag) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        var plain = new byte[sealedBytes.Length - nonce - tag];
        using var aes = new AesGcm(_bytes, tag);
        aes.Decrypt(sealedBytes.AsSpan(0, nonce), sealedBytes.AsSpan(nonce + tag), sealedBytes.AsSpan(nonce, tag), plain);
        return plain;
    }
}

/// <summary>Wraps a key's XML with the master key.</summary>
internal sealed class MasterKeyEncryptor(MasterKey key) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var bytes = key.Seal(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)));
        return new EncryptedXmlInfo(new XElement("sealed", Convert.ToBase64String(bytes)), typeof(MasterKeyDecryptor));
    }
}

/// <summary>Made by data protection from its stored type name; takes the master key from the container.</summary>
internal sealed class MasterKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(services.GetRequiredService<MasterKey>().Open(Convert.FromBase64String(encryptedElement.Value))));
}

/// <summary>Keeps the keys in the database. Plain SQL: the table is global and data protection's interface is synchronous.</summary>
internal sealed class ProtectionKeyRepository(NpgsqlDataSource source) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = source.CreateCommand($"select xml from {PortalDbContext.Schema}.protection_keys order by name");
        using var reader = command.ExecuteReader();
        var keys = new List<XElement>();
        while (reader.Read()) keys.Add(XElement.Parse(reader.GetString(0)));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = source.CreateCommand($"insert into {PortalDbContext.Schema}.protection_keys (name, xml) values ($1, $2) on conflict (name) do update set xml = excluded.xml");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = friendlyName });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }
}

/// <summary>Registers data protection with keys in the database, wrapped by the master key.</summary>
public static class KeyRingSetup
{
    public static IServiceCollection AddKeyRing(this IServiceCollection services, MasterKey masterKey)
    {
        services.AddSingleton(masterKey);
        services.AddDataProtection().SetApplicationName("DedupPortal");
        services.AddOptions<KeyManagementOptions>().Configure<NpgsqlDataSource>((options, source) =>
        {
            options.XmlRepository = new ProtectionKeyRepository(source);
            options.XmlEncryptor = new MasterKeyEncryptor(masterKey);
        });
        return services;
    }
}
