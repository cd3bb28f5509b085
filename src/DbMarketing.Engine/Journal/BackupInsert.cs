using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DbMarketing.Engine.Journal;

/// <summary>Fills tables with a few rows a statement, which both dialects take.</summary>
internal sealed class BackupInsert(JournalTables tables, int rowsPerStatement) : IAsyncDisposable
{
    private readonly List<object[]> _rows = [];
    private JournalTable? _table;
    private DbCommand? _full;

    public async Task AddAsync(JournalTable table, JsonElement line, CancellationToken cancellationToken)
    {
        if (table != _table)
        {
            await FlushAsync(cancellationToken);
            await DisposeAsync();
            _table = table;
        }

        _rows.Add([.. table.Texts.Select((text, column) => text ? (object)line[column + 1].GetString()! : line[column + 1].GetInt64())]);
        if (_rows.Count == rowsPerStatement)
        {
            _full ??= Build(table, rowsPerStatement);
            await RunAsync(_full, cancellationToken);
        }
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_rows.Count > 0)
        {
            await using var command = Build(_table!, _rows.Count);
            await RunAsync(command, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_full is not null)
        {
            await _full.DisposeAsync();
            _full = null;
        }
    }

    private DbCommand Build(JournalTable table, int rows)
    {
        var width = table.Texts.Count;
        var sql = new StringBuilder($"INSERT INTO {table.Target} ({table.Columns}) VALUES ");
        var command = tables.Command("");
        for (var row = 0; row < rows; row++)
        {
            var names = Enumerable.Range(row * width, width).Select(static number => (object)$"@p{number}").ToArray();
            sql.Append(row == 0 ? "(" : ", (").AppendFormat(CultureInfo.InvariantCulture, table.Row, names).Append(')');
            foreach (var name in names)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = (string)name;
                command.Parameters.Add(parameter);
            }
        }

        command.CommandText = sql.ToString();
        return command;
    }

    private async Task RunAsync(DbCommand command, CancellationToken cancellationToken)
    {
        var number = 0;
        foreach (var value in _rows.SelectMany(static row => row))
        {
            command.Parameters[number++].Value = value;
        }

        _rows.Clear();
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
