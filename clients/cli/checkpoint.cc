#include "clients/cli/checkpoint.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/signatures.h"
#include "base/status.h"
#include "clients/cli/input.h"
#include "clients/cli/words.h"

namespace cofi::cli {
namespace {

constexpr absl::string_view kScheme = "cofi-checkpoint-1\n";
constexpr absl::string_view kSignature = "signature ";

bool ReadHead(absl::string_view line, Checkpoint* checkpoint) {
  const std::vector<std::string> words = absl::StrSplit(line, ' ');
  int64_t sequence = 0;
  if (words.size() != 5 || words[0] != "head" || words[4].size() != 64 ||
      !absl::SimpleAtoi(words[3], &sequence) || sequence < 1) {
    return false;
  }
  journal::v1::ChainHead& head = checkpoint->heads[words[1]].emplace_back();
  head.set_root(words[2]);
  head.set_sequence(sequence);
  head.set_hash(absl::HexStringToBytes(words[4]));
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

absl::Status CannotWrite(const std::string& file, int error, Language language) {
  return Mistake(words::kCannotWrite, language, file, strerror(error));
}

bool WriteAll(int descriptor, absl::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(descriptor) == 0;
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

absl::StatusOr<Checkpoint> ReadCheckpoint(absl::string_view text, absl::string_view key_pem,
                                          const std::string& file, const std::string& key_file,
                                          Language language) {
  const size_t at = text.rfind(absl::StrCat("\n", kSignature));
  std::string signature;
  if (at == text.npos || !absl::StartsWith(text, kScheme) ||
      !absl::Base64Unescape(text.substr(at + 1 + kSignature.size()), &signature)) {
    return Mistake(words::kNoCheckpoint, language, file);
  }
  const absl::string_view is_signed = text.substr(0, at + 1);
  const absl::StatusOr<bool> by_key = IsSignedBy(key_pem, is_signed, signature);
  if (!by_key.ok()) return Mistake(words::kNoKey, language, key_file);
  if (!*by_key) return Mistake(words::kNotSignedBy, language, file, key_file);
  Checkpoint checkpoint;
  if (!ReadSigned(is_signed, &checkpoint)) return Mistake(words::kNoCheckpoint, language, file);
  return checkpoint;
}

absl::Status WriteNew(const std::string& file, absl::string_view text, unsigned mode,
                      Language language) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor < 0) return CannotWrite(file, errno, language);
  const bool written = WriteAll(descriptor, text);
  const int error = errno;
  close(descriptor);
  if (written) return absl::OkStatus();
  unlink(file.c_str());
  return CannotWrite(file, error, language);
}

absl::StatusOr<std::string> SigningKeyIn(const std::string& file, Language language, bool* made) {
  struct stat facts {};
  *made = stat(file.c_str(), &facts) != 0 && errno == ENOENT;
  if (*made) {
    std::string key = NewSigningKey();
    COFI_RETURN_IF_ERROR(WriteNew(file, key, 0600, language));
    const absl::StatusOr<std::string> public_key = PublicKeyOf(key);
    COFI_RETURN_IF_ERROR(public_key.status());
    COFI_RETURN_IF_ERROR(WriteNew(absl::StrCat(file, ".pub"), *public_key, 0644, language));
    return key;
  }
  if ((facts.st_mode & 077) != 0) return Mistake(words::kKeyOfOthers, language, file);
  return ReadInput(file, language);
}

}  // namespace cofi::cli
