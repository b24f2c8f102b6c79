#include "clients/cli/commands/checkpoint.h"

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/signatures.h"
#include "base/status.h"
#include "clients/cli/commands/words_operators.h"
#include "clients/cli/typed/input.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

constexpr absl::string_view kScheme = "cofi-checkpoint-1\n";
constexpr absl::string_view kSignature = "signature ";

bool ReadHead(absl::string_view line, Checkpoint* checkpoint) {
  const std::vector<std::string> parts = absl::StrSplit(line, ' ');
  int64_t sequence = 0;
  if (parts.size() != 5 || parts[0] != "head" || parts[4].size() != 64 ||
      !absl::SimpleAtoi(parts[3], &sequence) || sequence < 1) {
    return false;
  }
  journal::v1::ChainHead& head = checkpoint->heads[parts[1]].emplace_back();
  head.set_root(parts[2]);
  head.set_sequence(sequence);
  head.set_hash(absl::HexStringToBytes(parts[4]));
  return true;
}

// Of text that was signed: what is wrong with it is a mistake, not an attack.
bool ReadSigned(absl::string_view text, Checkpoint* checkpoint) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  std::string error;
  if (lines.size() < 2 || absl::StrCat(lines[0], "\n") != kScheme ||
      !absl::StartsWith(lines[1], "time ") ||
      !absl::ParseTime(absl::RFC3339_full, lines[1].substr(5), &checkpoint->time, &error)) {
    return false;
  }
  for (size_t i = 2; i < lines.size(); ++i) {
    if (!ReadHead(lines[i], checkpoint)) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::string> CheckpointText(const Checkpoint& checkpoint,
                                           absl::string_view private_pem) {
  std::string text = absl::StrCat(
      kScheme, "time ",
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", checkpoint.time, absl::UTCTimeZone()), "\n");
  for (const auto& [service, heads] : checkpoint.heads) {
    for (const journal::v1::ChainHead& head : heads) {
      absl::StrAppend(&text, "head ", service, " ", head.root(), " ", head.sequence(), " ",
                      absl::BytesToHexString(head.hash()), "\n");
    }
  }
  COFI_ASSIGN_OR_RETURN(const std::string signature, Sign(private_pem, text));
  return absl::StrCat(text, kSignature, absl::Base64Escape(signature), "\n");
}

absl::StatusOr<Checkpoint> ReadCheckpoint(const std::string& file, const std::string& key_file,
                                          Language language) {
  COFI_ASSIGN_OR_RETURN(const std::string text, ReadInput(file, language, kCheckpointBytesMax));
  COFI_ASSIGN_OR_RETURN(const std::string key, ReadInput(key_file, language));
  const size_t at = text.rfind(absl::StrCat("\n", kSignature));
  std::string signature;
  if (at == text.npos || !absl::StartsWith(text, kScheme) ||
      !absl::Base64Unescape(absl::string_view(text).substr(at + 1 + kSignature.size()),
                            &signature)) {
    return Mistake(words::kNoCheckpoint, language, file);
  }
  const absl::string_view is_signed = absl::string_view(text).substr(0, at + 1);
  const absl::StatusOr<bool> by_key = IsSignedBy(key, is_signed, signature);
  if (!by_key.ok()) return Mistake(words::kNoKey, language, key_file);
  if (!*by_key) return Mistake(words::kNotSignedBy, language, file, key_file);
  Checkpoint checkpoint;
  if (!ReadSigned(is_signed, &checkpoint)) return Mistake(words::kNoCheckpoint, language, file);
  return checkpoint;
}

}  // namespace cofi::cli
