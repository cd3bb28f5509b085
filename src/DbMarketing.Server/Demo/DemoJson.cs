using System.Text.Json.Serialization;

namespace DbMarketing.Server.Demo;

[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
internal sealed partial class DemoJson : JsonSerializerContext;
