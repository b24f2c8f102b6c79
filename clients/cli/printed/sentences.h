// Sentences within the width of a terminal.
//
//   WrapParts({"Secured 144,000.00", "pending 24,000.00"}, 30) ==
//       {"Secured 144,000.00", "  pending 24,000.00"}
#ifndef COFI_CLIENTS_CLI_PRINTED_SENTENCES_H_
#define COFI_CLIENTS_CLI_PRINTED_SENTENCES_H_

#include <string>
#include <vector>

namespace cofi::cli {

// Stands between parts that share a line.
inline constexpr char kDot[] = " · ";

// The parts, joined on as many lines as they take, of which all but the first are set in. What
// alone is too wide is broken between words, and a word that is too wide within it: no line is
// wider than `width`, as long as that holds a character; 0 means one line. Empty parts are left
// out; none of none.
std::vector<std::string> WrapParts(const std::vector<std::string>& parts, int width);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_SENTENCES_H_
