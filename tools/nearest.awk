# Prints the name that is nearest to a word: awk "$(cat tools/nearest.awk)" <word> <name>...
# Nearest is the fewest letters to change (Levenshtein's distance). A first letter that differs counts half a
# letter more, and of names that are equally near the first is printed. Capitals do not count.

# The fewest letters to add, take away or change, row by row of the table of Wagner and Fischer.
function distance(word, name,    above, row, i, j) {
  for (j = 0; j <= length(name); j++) above[j] = j
  for (i = 1; i <= length(word); i++) {
    row[0] = i
    for (j = 1; j <= length(name); j++) {
      row[j] = above[j - 1] + (substr(word, i, 1) != substr(name, j, 1))
      if (above[j] + 1 < row[j]) row[j] = above[j] + 1
      if (row[j - 1] + 1 < row[j]) row[j] = row[j - 1] + 1
    }
    for (j = 0; j <= length(name); j++) above[j] = row[j]
  }
  return above[length(name)]
}

BEGIN {
  word = tolower(ARGV[1])
  least = 999
  for (k = 2; k < ARGC; k++) {
    name = tolower(ARGV[k])
    far = distance(word, name) + (substr(word, 1, 1) != substr(name, 1, 1)) / 2
    if (far < least) { least = far; nearest = ARGV[k] }
  }
  print nearest
}
