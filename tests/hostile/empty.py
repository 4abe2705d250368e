# want: not-asked
