# Times Wilson intervals of PHEindicatormethods: Rscript intervals.R <figures.csv> <limits.csv> <rounds>
# It prints the version of the package, then the seconds of each round, and writes the limits of all figures as shares.
given <- commandArgs(trailingOnly = TRUE)
if (!requireNamespace("PHEindicatormethods", quietly = TRUE)) {
  message("the package PHEindicatormethods is not installed")
  quit(status = 1)
}
cat(as.character(packageVersion("PHEindicatormethods")), "\n")
figures <- read.csv(given[1])
limits <- NULL
for (round in seq_len(as.integer(given[3]))) {
  seconds <- system.time(
    limits <- PHEindicatormethods::phe_proportion(figures, x, n, type = "standard", confidence = 0.95, multiplier = 1)
  )[["elapsed"]]
  cat(seconds, "\n")
}
write.csv(data.frame(lower = sprintf("%.17g", limits$lowercl), upper = sprintf("%.17g", limits$uppercl)),
          given[2], row.names = FALSE, quote = FALSE)
