// The last entry of each chain that a writer has met, and of the feed, and the names of
// others that it found not retired, so that none is read again for each write. Right as
// long as nobody else writes: for ever where one connection writes, else within a
// transaction.
#ifndef COFI_DB_JOURNAL_HEADS_H_
#define COFI_DB_JOURNAL_HEADS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "db/chain.h"

namespace cofi::db {

struct JournalHead {
  int64_t sequence = 0;
  // 32 bytes.
  std::string hash = FirstPreviousHash();
  // In microseconds UTC.
  int64_t commit_time = 0;
};

class JournalHeads {
 public:
  // Null if it has to be read.
  const JournalHead* Find(absl::string_view root) const {
    const auto found = heads_.find(root);
    return found == heads_.end() ? nullptr : &found->second;
  }
  // What one function writes counts once it is kept.
  void Set(absl::string_view root, JournalHead head) {
    if (heads_.size() >= kMax) heads_.clear();
    heads_.insert_or_assign(root, std::move(head));
    changed_.emplace_back(root);
  }
  // What Dialect::last_position selected, and how many entries came after it.
  struct Feed {
    int64_t position = 0;
    int64_t entries_left = 0;
  };
  // Not set if it has to be read. Positions may be passed over, so no undoing
  // touches it.
  std::optional<Feed>& feed() { return feed_; }

  bool IsUnretired(absl::string_view name) const { return unretired_.contains(name); }
  void SetUnretired(absl::string_view name, bool unretired) {
    if (!unretired) {
      unretired_.erase(name);
    } else {
      if (unretired_.size() >= kMax) unretired_.clear();
      unretired_.emplace(name);
    }
  }

  // The journal has an entry where the next was to stand: somebody else writes, or a head is
  // not what it was taken for.
  void Contest() { contested_ = true; }
  bool contested() const { return contested_; }

  // The resources that this function changed.
  void NoteChange(absl::string_view name) { names_.emplace_back(name); }
  const std::vector<std::string>& changed_names() const { return names_; }

  void Keep() { Forget(); }
  // The function was rolled back: what it set is read again.
  void Undo() {
    for (const std::string& root : changed_) heads_.erase(root);
    Forget();
    unretired_.clear();
  }
  // So was the whole transaction.
  void Clear() {
    feed_.reset();
    heads_.clear();
    Forget();
    unretired_.clear();
    contested_ = false;
  }

 private:
  static constexpr size_t kMax = 10'000;

  void Forget() {
    changed_.clear();
    names_.clear();
  }

  std::optional<Feed> feed_;
  absl::flat_hash_map<std::string, JournalHead> heads_;
  std::vector<std::string> changed_;
  std::vector<std::string> names_;
  absl::flat_hash_set<std::string> unretired_;
  bool contested_ = false;
};

}  // namespace cofi::db

#endif  // COFI_DB_JOURNAL_HEADS_H_
