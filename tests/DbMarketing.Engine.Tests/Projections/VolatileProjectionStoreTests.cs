using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Tests.Projections;

public sealed class VolatileProjectionStoreTests : ProjectionStoreTests
{
    protected override IProjectionStore Open() => new VolatileProjectionStore();
}
