#include "db/chain.h"

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"

namespace cofi::db {
namespace {

class Canonical {
 public:
  explicit Canonical(absl::string_view previous_hash) : bytes_("cofi-journal-1") {
    Add(previous_hash);
  }
  void Add(absl::string_view part) {
    AddNumber(static_cast<int64_t>(part.size()));
    absl::StrAppend(&bytes_, part);
  }
  void AddNumber(int64_t number) {
    char digits[8];
    for (int i = 0; i < 8; ++i) digits[i] = static_cast<char>(number >> (56 - 8 * i));
    bytes_.append(digits, sizeof digits);
  }
  std::string Hash() const { return Sha256(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace

std::string FirstPreviousHash() { return std::string(32, '\0'); }

std::string HashOf(absl::string_view previous_hash, const Link& link) {
  Canonical canonical(previous_hash);
  canonical.Add(link.root);
  canonical.AddNumber(link.sequence);
  canonical.AddNumber(link.commit_time_micros);
  for (const absl::string_view part :
       {link.effective_date, link.principal, link.request_id, link.verb, link.name, link.type}) {
    canonical.Add(part);
  }
  canonical.AddNumber(link.has_state);
  canonical.Add(link.state);
  return canonical.Hash();
}

}  // namespace cofi::db
