#include "clients/cli/commands/backup.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/fields.h"
#include "base/status.h"
#include "clients/cli/commands/backup_folder.h"
#include "clients/cli/commands/words_operators.h"
#include "clients/cli/printed/progress.h"
#include "clients/cli/printed/records.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/sent/journal_services.h"
#include "clients/cli/sent/last_words.h"
#include "clients/cli/sent/transfer.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/input.h"
#include "clients/cli/typed/text.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"
#include "clients/services.h"
#include "cofi/journal/v1/backups.pb.h"

namespace cofi::cli {
namespace {

using journal::v1::Backup;
using journal::v1::BackUpRequest;
using journal::v1::BackUpResponse;
using journal::v1::RestoreRequest;
using journal::v1::RestoreResponse;

// A follower before what it follows, so that no copy is ahead of another that it
// was made from.
std::vector<std::string> FollowersFirst() {
  return {clients::Recorded().rbegin(), clients::Recorded().rend()};
}
constexpr size_t kPieceBytes = 128 << 10;

std::vector<TextColumn> BackupColumns(Language language) {
  const FieldColumns<Backup> column(language);
  return {column(Backup::kJournalFieldNumber, TextColumn::kWhole),
          column(Backup::kChainsFieldNumber, TextColumn::kRight),
          column(Backup::kEntriesFieldNumber, TextColumn::kRight),
          column(Backup::kSizeFieldNumber, TextColumn::kRight)};
}

std::vector<std::string> BackupCells(const Backup& backup, Language language) {
  return {clients::ServiceOf(backup.journal()), FormatCount(backup.chains(), language),
          FormatCount(backup.entries(), language), FormatCount(backup.size(), language)};
}

// Fetches the copy of one service into the folder. The exit code; says what went wrong.
int Fetch(Session& session, const std::string& service, BackupFolder* folder, ProgressBar* bar,
          Backup* backup) {
  BackUpRequest request;
  request.set_journal(clients::JournalOf(service));
  BackUpResponse response;
  absl::Status written;
  int64_t received = 0;
  const grpc::Status status = Download(
      ChannelTo(session, service), session.settings(), PathOf(request), request, &response, [&] {
        received += static_cast<int64_t>(response.data().size());
        if (response.has_backup()) *backup = response.backup();
        bar->Show(service, received, response.total());
        written = folder->Append(CopyName(service), response.data());
        // What cannot be kept is not sent to the end.
        return written.ok() ? grpc::Status::OK : grpc::Status::CANCELLED;
      });
  bar->Clear();
  if (written.ok() && !status.ok()) return Explain(status, session.settings(), session.err());
  if (written.ok()) written = folder->Close();
  if (written.ok() && received != backup->size()) {
    written = Mistake(words::kCutOff, session.language(), service,
                      FormatCount(backup->size(), session.language()),
                      FormatCount(received, session.language()));
  }
  return written.ok() ? kDone : ExplainLate(written, session.language(), session.err());
}

// A backup of an earlier version lacks the services that it did not have: those of `without`.
absl::StatusOr<std::map<std::string, Backup>> ReadManifest(const std::string& folder,
                                                           const std::set<std::string>& without,
                                                           Language language) {
  const std::string file = absl::StrCat(folder, "/", kManifestName);
  std::error_code error;
  if (!std::filesystem::exists(file, error) && !error) {
    return Mistake(words::kNoBackup, language, folder);
  }
  COFI_ASSIGN_OR_RETURN(const std::string text, ReadInput(file, language));
  std::map<std::string, Backup> backups;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    Backup backup;
    if (!google::protobuf::util::JsonStringToMessage(std::string(line), &backup).ok() ||
        !backups.emplace(clients::ServiceOf(backup.journal()), backup).second ||
        !IsJournalService(clients::ServiceOf(backup.journal()))) {
      return Mistake(words::kNoBackup, language, folder);
    }
  }
  for (const std::string& service : FollowersFirst()) {
    if (!backups.contains(service)) {
      if (!without.contains(service)) {
        return Mistake(words::kNoCopyOf, language, folder, service);
      }
      continue;
    }
    COFI_RETURN_IF_ERROR(CheckReadable(absl::StrCat(folder, "/", CopyName(service)), language));
  }
  return backups;
}

// `--losing budgets=3`, as often as there are services.
absl::StatusOr<std::map<std::string, int64_t>> LosingOf(const Arguments& arguments,
                                                        Language language) {
  std::map<std::string, int64_t> losing;
  const auto given = arguments.flags.find("losing");
  if (given == arguments.flags.end()) return losing;
  for (const std::string& text : given->second) {
    const std::vector<std::string> parts = absl::StrSplit(text, '=');
    int64_t count = 0;
    if (parts.size() != 2 || !absl::SimpleAtoi(parts[1], &count) || count < 0 ||
        !IsJournalService(parts[0])) {
      return Mistake(words::kNotOneOf, language, "--losing", Printable(text),
                     absl::StrCat(absl::StrJoin(clients::Recorded(), "=N, "), "=N"));
    }
    losing[parts[0]] = count;
  }
  return losing;
}

// What is sent, and to whom.
struct Restoring {
  Session& session;
  std::string folder;
  std::map<std::string, Backup> backups;
  std::map<std::string, int64_t> losing;
  ProgressBar bar;

  // What is followed before who follows it.
  std::vector<std::string> services() const {
    std::vector<std::string> names;
    for (const std::string& service : clients::Recorded()) {
      if (backups.contains(service)) names.push_back(service);
    }
    return names;
  }
};

// Sends the copy of one service, to be put in the place of its store, or only to be verified.
grpc::Status Send(Restoring& it, const std::string& service, bool validate_only,
                  RestoreResponse* response) {
  const Backup& backup = it.backups.at(service);
  std::ifstream file(absl::StrCat(it.folder, "/", CopyName(service)), std::ios::binary);
  bool first = true;
  int64_t sent = 0;
  RestoreRequest request;
  return Upload(
      ChannelTo(it.session, service), it.session.settings(), PathOf(request), &request,
      [&](bool* more) {
        request.Clear();
        std::string piece(kPieceBytes, '\0');
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        piece.resize(file.gcount());
        sent += static_cast<int64_t>(piece.size());
        it.bar.Show(service, std::min(sent, backup.size()), backup.size());
        if (first) {
          *request.mutable_backup() = backup;
          request.set_losing(it.losing[service]);
          request.set_validate_only(validate_only);
        }
        *more = first || !piece.empty();
        first = false;
        request.set_data(std::move(piece));
        return grpc::Status::OK;
      },
      response);
}

// Replaces nothing.
grpc::Status ProveAll(Restoring& it) {
  const LastWords last_words(words::kNothingReplaced.In(it.session.language()));
  for (const std::string& service : it.services()) {
    RestoreResponse proved;
    const grpc::Status status = Send(it, service, true, &proved);
    if (!status.ok()) return status;
  }
  return grpc::Status::OK;
}

// What is followed before who follows it. A cursor that is ahead of what is in place meanwhile
// is refused, and replaced with the store of its follower.
grpc::Status PutAllInPlace(Restoring& it, std::vector<RestoreResponse>* restored) {
  for (const std::string& service : it.services()) {
    const LastWords last_words(Say(words::kInterruptedRestoring, it.session.language(), service));
    RestoreResponse response;
    const grpc::Status status = Send(it, service, false, &response);
    if (!status.ok()) return status;
    restored->push_back(std::move(response));
  }
  return grpc::Status::OK;
}

}  // namespace

std::vector<Flag> BackupFlags() { return {}; }

std::vector<Flag> RestoreFlags() {
  Flag losing{"losing", "SERVICE=N", words::kLosingHelp, {}};
  losing.repeated = true;
  Flag without{"without", "SERVICE", words::kWithoutHelp, {}};
  without.repeated = true;
  return {losing, without};
}

int RunBackup(Session& session, const Arguments& arguments) {
  const Language language = session.language();
  auto folder = BackupFolder::Make(arguments.words[0], language);
  if (!folder.ok()) return Explain(folder.status(), language, session.err());
  std::vector<Backup> backups;
  std::string manifest;
  ProgressBar bar(session.err(), session.settings().progress);
  std::optional<LastWords> last_words(Say(words::kUnfinished, language, (*folder)->part()));
  for (const std::string& service : FollowersFirst()) {
    Backup& backup = backups.emplace_back();
    if (const int failed = Fetch(session, service, folder->get(), &bar, &backup)) return failed;
    std::string line;
    (void)google::protobuf::util::MessageToJsonString(backup, &line);
    absl::StrAppend(&manifest, line, "\n");
  }
  absl::Status kept = (*folder)->Append(kManifestName, manifest);
  if (kept.ok()) kept = (*folder)->Close();
  last_words.reset();
  if (kept.ok()) kept = (*folder)->Keep();
  if (!kept.ok()) return ExplainLate(kept, language, session.err());
  session.out() << RowsText(Backup::descriptor(), PointersTo(backups), session.settings(), [&] {
    TextTable table(BackupColumns(language), language);
    for (const Backup& backup : backups) table.Row(BackupCells(backup, language));
    return table;
  });
  return kDone;
}

int RunRestore(Session& session, const Arguments& arguments) {
  const Language language = session.language();
  const Settings& settings = session.settings();
  const std::string& folder = arguments.words[0];
  std::set<std::string> without;
  if (const auto given = arguments.flags.find("without"); given != arguments.flags.end()) {
    without.insert(given->second.begin(), given->second.end());
  }
  const auto backups = ReadManifest(folder, without, language);
  if (!backups.ok()) return Explain(backups.status(), language, session.err());
  const auto losing = LosingOf(arguments, language);
  if (!losing.ok()) return Explain(losing.status(), language, session.err());

  Restoring it{session, folder, *backups, *losing, {session.err(), settings.progress}};
  std::vector<RestoreResponse> restored;
  // First all is verified, so that a copy that is refused leaves every store alone.
  grpc::Status status = ProveAll(it);
  if (status.ok()) status = PutAllInPlace(it, &restored);
  it.bar.Clear();
  const int code = status.ok() ? kDone : Explain(status, settings, session.err());
  if (code != kDone && !restored.empty()) {
    session.err() << "  "
                  << Say(words::kPartlyRestored, language,
                         absl::StrJoin(restored, ", ",
                                       [](std::string* out, const RestoreResponse& each) {
                                         out->append(clients::ServiceOf(each.backup().journal()));
                                       }))
                  << "\n";
  }
  session.out() << RowsText(RestoreResponse::descriptor(), PointersTo(restored), settings, [&] {
    const FieldColumns<RestoreResponse> column(language);
    std::vector<TextColumn> columns = BackupColumns(language);
    columns.push_back(column(RestoreResponse::kLostFieldNumber, TextColumn::kRight));
    columns.push_back(column(RestoreResponse::kKeptFieldNumber, TextColumn::kWhole));
    TextTable table(std::move(columns), language);
    for (const RestoreResponse& each : restored) {
      std::vector<std::string> cells = BackupCells(each.backup(), language);
      cells.push_back(FormatCount(each.lost(), language));
      cells.push_back(each.kept());
      table.Row(std::move(cells));
    }
    return table;
  });
  return code;
}

}  // namespace cofi::cli
