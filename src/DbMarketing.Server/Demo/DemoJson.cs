using System.Text.Json.Serialization;

namespace DbMarketing.Server.Demo;

[JsonSerializable(typeof(string))]
internal sealed partial class DemoJson : JsonSerializerContext;
