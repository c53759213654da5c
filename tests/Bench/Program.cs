Console.WriteLine("Benchmarks: name one.");
return 0;
