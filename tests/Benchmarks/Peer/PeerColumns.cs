using System.Globalization;
using DedupPortal.Matching.Contacts;
using DedupPortal.Matching.Names;

namespace DedupPortal.Benchmarks.Peer;

/// <summary>A Telegram card in the columns the peer gets; empty texts are missing.</summary>
internal sealed record PeerChat(long Id, long Created, string Name, string Form, string Surname, string Initial, string HandleSurname, string Handle, string Phone, string Email);

/// <summary>A phone card in the columns the peer gets.</summary>
internal sealed record PeerCard(long Id, long Created, string Name, string Form, string Surname, string Initial, string Email);

/// <summary>
/// A portal's folder in normalised columns, made by the product's own normalisation, so that the peer is no worse off: a
/// name that may stand for several full names is given as the commonest.
/// </summary>
internal sealed class PeerColumns
{
    internal List<PeerChat> Chats { get; } = [];

    internal List<PeerCard> Cards { get; } = [];

    internal List<(long Card, long Phone)> Phones { get; } = [];

    internal List<(long Card, long Sent)> Messages { get; } = [];

    internal static PeerColumns Read(string folder)
    {
        var columns = new PeerColumns();
        foreach (var row in CsvFile.Rows(Path.Combine(folder, "t.csv"))) columns.Chats.Add(Chat(row));
        foreach (var row in CsvFile.Rows(Path.Combine(folder, "p.csv")))
        {
            var card = Card(row);
            columns.Cards.Add(card);
            foreach (var text in row["phones"].Split(';'))
                if (PhoneParser.Parse(text) is { IsPlausible: true } phone) columns.Phones.Add((card.Id, phone.Number));
        }

        foreach (var row in CsvFile.Rows(Path.Combine(folder, "msg.csv"))) columns.Messages.Add((Number(row["p_id"]), Number(row["sent"])));
        return columns;
    }

    private static PeerChat Chat(Dictionary<string, string> row)
    {
        var found = new TextIdentifiers();
        found.Read(row["chat"]);
        var name = NameParser.Parse(row["display"], typedByStaff: false);
        if (name.First is not { IsKnown: true } && found.Name.First is not null) name = found.Name;
        var handle = Handle.Read(row["username"]);
        var first = name.First is { IsKnown: true } ? name.First : handle?.First ?? name.First;
        return new PeerChat(
            Number(row["t_id"]), Number(row["created"]), Group(first), first?.Key ?? "", name.Surname ?? "", Initial(name),
            handle is { Surnames: [var surname, ..] } ? surname : "", handle?.Key ?? "",
            found.Phones is [var phone, ..] ? phone.Phone.Number.ToString(CultureInfo.InvariantCulture) : "",
            found.Emails is [var email, ..] ? Handle.Read(email.Local)?.Key ?? "" : "");
    }

    private static PeerCard Card(Dictionary<string, string> row)
    {
        var name = NameParser.Parse(row["name"], typedByStaff: true);
        var email = EmailAddress.Parse(row["email"]) is { } address ? Handle.Read(address.Local)?.Key ?? "" : "";
        return new PeerCard(Number(row["p_id"]), Number(row["created"]), Group(name.First), name.First?.Key ?? "", name.Surname ?? "", Initial(name), email);
    }

    private static string Group(NameForm? form) =>
        form is null ? "" : form.IsKnown ? form.Groups.Select(NameDictionary.FullName).MaxBy(full => NameDictionary.Find(full.ToLowerInvariant())?.Share ?? 0)! : form.Key;

    private static string Initial(PersonName name) =>
        name.Surname is { Length: > 0 } surname ? surname[..1] : name.SurnameInitial == '\0' ? "" : name.SurnameInitial.ToString();

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
