using DbMarketing.Silo.Commands;

return await CommandLine.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
