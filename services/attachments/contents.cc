#include "services/attachments/contents.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/digest.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi::attachments {
namespace {

constexpr absl::string_view kRoot = kSharedRoot;

// How long something stays that nobody has.
constexpr absl::Duration kUnusedMax = absl::Hours(24);

// Of an upload that took more than a day.
constexpr type::v1::Reason kForgotten = type::v1::REASON_DEADLINE_EXCEEDED;

// Whether the statement found something to change.
absl::StatusOr<bool> Changes(db::Transaction& tx, absl::string_view sql,
                             absl::Span<const db::Value> parameters) {
  const int64_t before = tx.changes();
  COFI_RETURN_IF_ERROR(tx.Run(sql, parameters));
  return tx.changes() != before;
}

// Whether it had begun, and had neither come to an end nor was forgotten.
absl::StatusOr<bool> EndUpload(db::Transaction& tx, absl::string_view upload) {
  return Changes(tx, "DELETE FROM upload WHERE root = $1 AND id = $2", {kRoot, upload});
}

absl::Status DropPieces(db::Transaction& tx, absl::string_view upload) {
  return tx.Run("DELETE FROM piece WHERE root = $1 AND upload = $2", {kRoot, upload});
}

absl::Status ForgetUnused(db::Transaction& tx) {
  const int64_t before = absl::ToUnixMicros(tx.now() - kUnusedMax);
  COFI_RETURN_IF_ERROR(
      tx.Run("DELETE FROM piece WHERE root = $1 AND (upload IN (SELECT upload FROM content WHERE"
             " root = $1 AND uses = 0 AND create_time < $2) OR upload IN (SELECT id FROM upload"
             " WHERE root = $1 AND create_time < $2))",
             {kRoot, before}));
  COFI_RETURN_IF_ERROR(tx.Run(
      "DELETE FROM content WHERE root = $1 AND uses = 0 AND create_time < $2", {kRoot, before}));
  return tx.Run("DELETE FROM upload WHERE root = $1 AND create_time < $2", {kRoot, before});
}

}  // namespace

absl::StatusOr<std::optional<KeptContent>> FindContent(db::Transaction& tx,
                                                       absl::string_view sha256) {
  std::optional<KeptContent> found;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT sha256, size_bytes, upload FROM content WHERE root = $1 AND sha256 = $2",
             {kRoot, sha256}, [&](const db::Row& row) {
               found = KeptContent{std::string(row.Text(0)), row.Int(1), std::string(row.Text(2))};
               return absl::OkStatus();
             }));
  return found;
}

absl::Status AddPiece(db::Transaction& tx, absl::string_view upload, int64_t position,
                      absl::string_view data) {
  if (position == 0) {
    COFI_RETURN_IF_ERROR(tx.Write("INSERT INTO upload (root, id, create_time) VALUES ($1, $2, $3)",
                                  {kRoot, upload, absl::ToUnixMicros(tx.now())}));
  } else {
    COFI_ASSIGN_OR_RETURN(
        const int64_t begun,
        tx.Number("SELECT COUNT(*) FROM upload WHERE root = $1 AND id = $2", {kRoot, upload}));
    if (begun == 0) return Refuse(kForgotten);
  }
  return tx.Write("INSERT INTO piece (root, upload, position, data) VALUES ($1, $2, $3, $4)",
                  {kRoot, upload, position, db::BlobView{data}});
}

absl::StatusOr<bool> KeepContent(db::Transaction& tx, const KeptContent& content) {
  const absl::string_view upload = content.upload;
  COFI_ASSIGN_OR_RETURN(const bool open, EndUpload(tx, upload));
  if (!open) return Refuse(kForgotten);
  COFI_RETURN_IF_ERROR(ForgetUnused(tx));
  COFI_ASSIGN_OR_RETURN(const bool known, WantContent(tx, content.sha256));
  if (known) {
    COFI_RETURN_IF_ERROR(DropPieces(tx, upload));
    return true;
  }
  COFI_RETURN_IF_ERROR(
      tx.Write("INSERT INTO content (root, sha256, size_bytes, upload, uses, create_time)"
               " VALUES ($1, $2, $3, $4, 0, $5)",
               {kRoot, absl::string_view(content.sha256), content.size, upload,
                absl::ToUnixMicros(tx.now())}));
  return false;
}

absl::StatusOr<bool> WantContent(db::Transaction& tx, absl::string_view sha256) {
  return Changes(tx, "UPDATE content SET create_time = $3 WHERE root = $1 AND sha256 = $2",
                 {kRoot, sha256, absl::ToUnixMicros(tx.now())});
}

absl::Status DropUpload(db::Transaction& tx, absl::string_view upload) {
  COFI_ASSIGN_OR_RETURN(const bool open, EndUpload(tx, upload));
  // Else it has become a content, or was forgotten.
  return open ? DropPieces(tx, upload) : absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> ReadPiece(db::Transaction& tx,
                                                     const KeptContent& content, int64_t position) {
  std::optional<std::string> piece;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT data FROM piece WHERE root = $1 AND upload = $2 AND position = $3",
             {kRoot, absl::string_view(content.upload), position}, [&](const db::Row& row) {
               piece = std::string(row.Text(0));
               return absl::OkStatus();
             }));
  return piece;
}

absl::Status UseContent(db::Transaction& tx, absl::string_view sha256, int64_t* size) {
  COFI_RETURN_IF_ERROR(tx.Run("UPDATE content SET uses = uses + 1 WHERE root = $1 AND sha256 = $2",
                              {kRoot, sha256}));
  COFI_ASSIGN_OR_RETURN(const std::optional<KeptContent> content, FindContent(tx, sha256));
  if (!content.has_value()) {
    return Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", std::string(sha256)}});
  }
  *size = content->size;
  return absl::OkStatus();
}

absl::Status LeaveContent(db::Transaction& tx, absl::string_view sha256) {
  COFI_RETURN_IF_ERROR(tx.Run("UPDATE content SET uses = uses - 1 WHERE root = $1 AND sha256 = $2",
                              {kRoot, sha256}));
  COFI_RETURN_IF_ERROR(
      tx.Run("DELETE FROM piece WHERE root = $1 AND upload IN"
             " (SELECT upload FROM content WHERE root = $1 AND sha256 = $2 AND uses <= 0)",
             {kRoot, sha256}));
  return tx.Run("DELETE FROM content WHERE root = $1 AND sha256 = $2 AND uses <= 0",
                {kRoot, sha256});
}

absl::Status CheckContent(db::Transaction& tx, absl::string_view sha256, int64_t size,
                          ContentFinding broken) {
  COFI_ASSIGN_OR_RETURN(const std::optional<KeptContent> content, FindContent(tx, sha256));
  if (!content.has_value()) return broken("content", sha256, "");
  Digest digest;
  int64_t found = 0, pieces = 0;
  bool in_order = true;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT position, data FROM piece WHERE root = $1 AND upload = $2 ORDER BY position",
             {kRoot, absl::string_view(content->upload)}, [&](const db::Row& row) {
               in_order = in_order && row.Int(0) == pieces++;
               digest.Add(row.Text(1));
               found += static_cast<int64_t>(row.Text(1).size());
               return absl::OkStatus();
             }));
  if (!in_order) return broken("content", "0…", absl::StrCat(pieces));
  if (found != size || content->size != size)
    return broken("content", absl::StrCat(size), absl::StrCat(found));
  const std::string sum = absl::BytesToHexString(digest.Finish());
  if (sum != sha256) return broken("content", sha256, sum);
  COFI_ASSIGN_OR_RETURN(
      const int64_t uses,
      tx.Number("SELECT uses FROM content WHERE root = $1 AND sha256 = $2", {kRoot, sha256}));
  COFI_ASSIGN_OR_RETURN(const int64_t users,
                        tx.Number("SELECT (SELECT COUNT(*) FROM attachment WHERE sha256 = $1)"
                                  " + (SELECT COUNT(*) FROM paper WHERE sha256 = $1)",
                                  {sha256}));
  return uses == users ? absl::OkStatus() : broken("uses", absl::StrCat(users), absl::StrCat(uses));
}

}  // namespace cofi::attachments
