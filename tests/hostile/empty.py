# want: skipped
