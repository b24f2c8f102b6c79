// What a table does with what earlier versions wrote: states of the journal are read in today's
// form, and rows brought to it.
#include <utility>

#include "absl/strings/str_cat.h"
#include "db/tables/table.h"

namespace cofi::db {

bool TableBase::ParseState(absl::string_view bytes, Message* resource) const {
  if (!resource->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
  if (modernize_ != nullptr) modernize_(*resource);
  return true;
}

std::string TableBase::Basis() const {
  return absl::StrCat(keys_.Basis(), earlier_forms_ == 0 ? "" : absl::StrCat("/", earlier_forms_));
}

absl::Status TableBase::FillKeys(Transaction& tx) const {
  if (keys_.names().empty() && modernize_ == nullptr) return absl::OkStatus();
  // So many that what is read is small beside what is written.
  constexpr int64_t kRowsPerStep = 512;
  std::string root, name;
  bool more = true;
  while (more) {
    std::vector<std::unique_ptr<Message>> resources;
    std::vector<int64_t> sequences;
    int64_t read = 0;
    const std::pair<std::string, std::string> before(root, name);
    COFI_RETURN_IF_ERROR(tx.Run(
        absl::StrCat(select_, "(root, name) > ($1, $2) ORDER BY root, name LIMIT $3"),
        {absl::string_view(root), absl::string_view(name), kRowsPerStep}, [&](const Row& row) {
          ++read;
          std::unique_ptr<Message> resource = New();
          name = std::string(row.Text(0));
          root = std::string(RootOf(name));
          int bad = 0;
          if (!ReadRow(row, resource.get(), &bad)) return absl::OkStatus();
          resources.push_back(std::move(resource));
          sequences.push_back(row.Int(static_cast<int>(columns().size())));
          return absl::OkStatus();
        }));
    for (size_t i = 0; i < resources.size(); ++i) {
      COFI_RETURN_IF_ERROR(Refill(tx, *resources[i], sequences[i]));
    }
    // A name that is stored as other than text would be read again and again.
    more = read == kRowsPerStep && std::pair(root, name) > before;
  }
  return absl::OkStatus();
}

absl::Status TableBase::Refill(Transaction& tx, const Message& stored, int64_t sequence) const {
  const std::unique_ptr<Message> today = New();
  today->CopyFrom(stored);
  if (modernize_ != nullptr) modernize_(*today);
  const std::string currency = Currency(stored);
  std::vector<Value> values = Values(*today, currency);
  // What is of today already stays to the byte: whoever changed it past Cofi is to be found.
  const bool same = values == Values(stored, currency);
  if (same && keys_.names().empty()) return absl::OkStatus();
  if (same) {
    const std::string name = Text(stored, name_field_);
    values = {RootOf(name), absl::string_view(name)};
    keys_.Append(stored, &values);
    return tx.Write(update_keys_, values);
  }
  values[columns().size()] = sequence;
  keys_.Append(*today, &values);
  return tx.Write(update_natural_, values);
}

}  // namespace cofi::db
