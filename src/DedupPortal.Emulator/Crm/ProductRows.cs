using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>Product rows of leads and deals in both dialects; setting them replaces all.</summary>
internal static class ProductRows
{
    public static void Register(MethodTable methods)
    {
        methods.Read("crm.item.productrow.list", List);
        methods.Write("crm.item.productrow.set", Set);
        foreach (var type in new[] { EntityType.Lead, EntityType.Deal })
        {
            methods.Read($"crm.{type.Path}.productrows.get", call => Php.List(Owner(call, type, Right.Read).Products.Select(r => Classic(type, r))));
            methods.Write($"crm.{type.Path}.productrows.set", call => ClassicSet(call, type));
        }
    }

    public static JsonObject Make(PortalState state, EntityType type, int ownerId, string name, double price, double quantity, int productId = 0) => new()
    {
        ["id"] = ++state.LastProductRowId, ["ownerId"] = ownerId, ["ownerType"] = type.Short, ["productId"] = productId, ["productName"] = name,
        ["price"] = price, ["priceExclusive"] = price, ["priceNetto"] = price, ["priceBrutto"] = price, ["quantity"] = quantity,
        ["discountTypeId"] = 2, ["discountRate"] = 0, ["discountSum"] = 0, ["taxRate"] = null, ["taxIncluded"] = "N", ["customized"] = "Y",
        ["measureCode"] = 796, ["measureName"] = "шт", ["sort"] = 10, ["xmlId"] = "", ["type"] = 4, ["storeId"] = null,
    };

    /// <summary>The amount follows the rows unless a person has typed it.</summary>
    public static void SettleAmount(CrmRecord record)
    {
        if (record.Get("IS_MANUAL_OPPORTUNITY") == "Y")
            return;
        var sum = record.Products.Sum(r => Money(r["price"]) * Money(r["quantity"]));
        record.Set("OPPORTUNITY", sum.ToString("0.00", CultureInfo.InvariantCulture));
    }

    private static double Money(JsonNode? node) =>
        double.TryParse(Php.Text(node), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static JsonObject List(RestCall call)
    {
        var conditions = Php.Pairs(call.Parameters["filter"]).Select(p => Condition.Read(p.Key, p.Value)).ToList();
        var type = EntityType.Find(conditions.Find(c => c.Name == "ownerType")?.Wanted[0]) ?? throw RestRefusalException.Code("0", "Required filter fields: ownerType, ownerId");
        var owners = conditions.Find(c => c.Name == "ownerId")?.Wanted ?? throw RestRefusalException.Code("0", "Required filter fields: ownerType, ownerId");
        var rows = call.State.Of(type).Rows.Where(r => owners.Contains(Php.Number(r.Id)) && Access.May(call.User, type.Id, r, Right.Read))
            .SelectMany(r => r.Products).ToList();
        return new JsonObject { ["productRows"] = Php.List(ListWindow.Cut(call, rows).Select(r => r.DeepClone())) };
    }

    private static JsonObject Set(RestCall call)
    {
        var type = EntityType.Find(Php.Text(call.Parameters["ownerType"])) ?? throw RestRefusalException.Missing("ownerType");
        var record = call.State.Of(type).Find(call.Parameters.Required("ownerId")) ?? throw RestRefusalException.Code("OWNER_NOT_FOUND", "Owner not found");
        if (!Access.May(call.User, type.Id, record, Right.Edit))
            throw RestRefusalException.Code("ACCESS_DENIED", "Access denied");
        Replace(call, type, record, [.. Php.Values(call.Parameters["productRows"]).OfType<JsonObject>()
            .Select(r => (Php.Text(r["productName"]) ?? "", Money(r["price"]), r["quantity"] is null ? 1 : Money(r["quantity"]), Php.Int(r["productId"]) ?? 0, r))]);
        return new JsonObject { ["productRows"] = Php.List(record.Products.Select(r => r.DeepClone())) };
    }

    private static JsonNode ClassicSet(RestCall call, EntityType type)
    {
        var record = Owner(call, type, Right.Edit);
        Replace(call, type, record, [.. Php.Values(call.Parameters.Loose("rows")).OfType<JsonObject>()
            .Select(r => (Php.Text(r["PRODUCT_NAME"]) ?? "", Money(r["PRICE"]), r["QUANTITY"] is null ? 1 : Money(r["QUANTITY"]), Php.Int(r["PRODUCT_ID"]) ?? 0, new JsonObject()))]);
        return true;
    }

    private static void Replace(RestCall call, EntityType type, CrmRecord record, List<(string Name, double Price, double Quantity, int Product, JsonObject Sent)> rows)
    {
        record.Products.Clear();
        foreach (var (name, price, quantity, product, sent) in rows)
        {
            var made = Make(call.State, type, record.Id, name, price, quantity, product);
            foreach (var key in new[] { "discountTypeId", "discountRate", "discountSum", "taxRate", "taxIncluded", "measureCode", "measureName", "sort", "xmlId" })
            {
                if (sent[key] is { } value)
                    made[key] = value.DeepClone();
            }
            record.Products.Add(made);
        }
        SettleAmount(record);
        RecordWriter.Touch(call, record);
        call.Tell(Change.Updated(type, record.Id));
    }

    private static CrmRecord Owner(RestCall call, EntityType type, Right right)
    {
        var record = call.State.Of(type).Find(call.Parameters.Int("id") ?? 0) ?? throw RestRefusalException.Plain("Not found");
        return Access.May(call.User, type.Id, record, right) ? record : throw RestRefusalException.Plain("Access denied.");
    }

    private static JsonObject Classic(EntityType type, JsonObject row) => new()
    {
        ["ID"] = Php.Text(row["id"]), ["OWNER_ID"] = Php.Text(row["ownerId"]), ["OWNER_TYPE"] = type.Short, ["PRODUCT_ID"] = Php.Int(row["productId"]) ?? 0,
        ["PRODUCT_NAME"] = Php.Text(row["productName"]), ["PRICE"] = Money(row["price"]), ["QUANTITY"] = Money(row["quantity"]),
        ["DISCOUNT_TYPE_ID"] = 2, ["DISCOUNT_RATE"] = Money(row["discountRate"]), ["TAX_RATE"] = row["taxRate"]?.DeepClone(), ["TAX_INCLUDED"] = Php.Text(row["taxIncluded"]),
        ["MEASURE_CODE"] = Php.Int(row["measureCode"]) ?? 796, ["MEASURE_NAME"] = Php.Text(row["measureName"]), ["SORT"] = Php.Int(row["sort"]) ?? 10,
    };
}
