using System.Reflection;
using System.Text.Json.Serialization;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>What the customer did and when, the visit of the moment, and the moment itself.</summary>
internal static class VisitFields
{
    private static readonly string[] Weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private static readonly string[] Kinds =
        [.. typeof(Interaction).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => (string)kind.TypeDiscriminator!)];

    public static void AddTo(FieldCatalogue catalogue, TimeZoneInfo zone)
    {
        AddInteractions(catalogue, zone);
        AddSession(catalogue);
        AddMoment(catalogue, zone);
    }

    private static void AddInteractions(FieldCatalogue catalogue, TimeZoneInfo zone)
    {
        const string Kind = "a kind of interaction";
        catalogue.Add(FieldBinder.Elapsed(
            new Field("firstSeen", FieldType.Duration, FieldClass.Time, "time", "Time since the first interaction."),
            static input => input.Customer.FirstSeenAt));
        catalogue.Add(FieldBinder.Elapsed(
            new Field("lastSeen", FieldType.Duration, FieldClass.Time, "time", "Time since the last interaction."),
            static input => input.Customer.LastSeenAt));

        var count = new Field(
            "interactions.<kind>", FieldType.Number, FieldClass.Time, "interactions",
            "How often it happened: ever, or within the newest whole days of the business time zone, today included.", CountsByDay: true)
            .Counted();
        catalogue.AddFamily(count, new(Kind, Kinds, (name, kind, days) => Counted(count with { Name = name }, kind, days, zone)));

        var since = new Field("since.<kind>", FieldType.Duration, FieldClass.Time, "time", "Time since it last happened.");
        catalogue.AddFamily(since, new(Kind, Kinds, (name, kind, _) => FieldBinder.Elapsed(
            since with { Name = name }, input => input.Customer.Activity.LastAt(kind))));
    }

    private static BoundField Counted(Field field, string kind, int? days, TimeZoneInfo zone)
    {
        if (days is not { } window)
        {
            return FieldBinder.Number(field, input => input.Customer.Activity.Total(kind));
        }

        double? Count(ConditionInput input) =>
            input.Customer.Activity.Count(kind, BusinessDays.DayOf(input.Now, zone) - window + 1);
        return FieldBinder.Number(field, Count, TimeCourses.DayWindow(window, Count, zone));
    }

    private static void AddSession(FieldCatalogue catalogue)
    {
        catalogue.Add(FieldBinder.Boolean(
            new Field("session.open", FieldType.Boolean, FieldClass.Time, "", "Whether a visit is going on."),
            static input => input.Customer.Sessions.Current(input.Now) is not null, TimeCourses.Session));
        catalogue.Add(FieldBinder.Number(
            new Field(
                "session.interactions", FieldType.Number, FieldClass.Time, "interactions",
                "Interactions of the open visit; 0 without one.").Counted(),
            static input => input.Customer.Sessions.Current(input.Now)?.Interactions ?? 0, TimeCourses.Session));
        catalogue.Add(FieldBinder.Number(
            new Field(
                "session.productViews", FieldType.Number, FieldClass.Time, "views", "Products viewed in the open visit; 0 without one.")
                .Counted(),
            static input => input.Customer.Sessions.Current(input.Now)?.ProductViews ?? 0, TimeCourses.Session));
        catalogue.Add(FieldBinder.Number(
            new Field(
                "session.minutes", FieldType.Number, FieldClass.Time, "minutes",
                "From the first to the latest interaction of the open visit; 0 without one.").Counted(),
            static input => input.Customer.Sessions.Current(input.Now) is { } open ? (open.LastAt - open.StartedAt).TotalMinutes : 0,
            TimeCourses.Session));
    }

    private static void AddMoment(FieldCatalogue catalogue, TimeZoneInfo zone)
    {
        catalogue.Add(new MomentField(FieldBinder.Number(
            new Field("now.hour", FieldType.Number, FieldClass.Time, "0 to 23", "The hour of the day in the business time zone.")
                .From(0, 23),
            input => TimeZoneInfo.ConvertTime(input.Now, zone).Hour, TimeCourses.Calendar)));
        catalogue.Add(new MomentField(new TextField(
            new Field("now.weekday", FieldType.Text, FieldClass.Time, "", "The day of the week in the business time zone, as monday."),
            input => TextValue.Of(Weekdays[(int)TimeZoneInfo.ConvertTime(input.Now, zone).DayOfWeek]), Weekdays, TimeCourses.Calendar)));
    }
}
