#include "services/rpc/log.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace cofi::rpc {
namespace {

constexpr size_t kLinesWaitingMax = 4'096;
constexpr absl::Duration kFlushMax = absl::Seconds(1);

// Lines that were handed over, and that were written.
std::atomic<size_t> handed_over = 0;
std::atomic<size_t> written = 0;

std::atomic<LogLevel> grpc_level = LogLevel::kInfo;

class CountingSink final : public spdlog::sinks::stderr_sink_mt {
 public:
  void log(const spdlog::details::log_msg& line) override {
    spdlog::sinks::stderr_sink_mt::log(line);
    ++written;
  }
};

// Never destroyed: its thread may stand still in a write until the process has ended.
const std::shared_ptr<spdlog::details::thread_pool>& Pool() {
  static auto* const pool = new std::shared_ptr<spdlog::details::thread_pool>(
      std::make_shared<spdlog::details::thread_pool>(kLinesWaitingMax, 1));
  return *pool;
}

spdlog::logger& Logger() {
  static auto* const logger = [] {
    auto made =
        std::make_shared<spdlog::async_logger>("cofid", std::make_shared<CountingSink>(), Pool(),
                                               spdlog::async_overflow_policy::overrun_oldest);
    made->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                      spdlog::pattern_time_type::utc);
    return new std::shared_ptr<spdlog::logger>(std::move(made));
  }();
  return **logger;
}

spdlog::level::level_enum Level(LogLevel level) {
  switch (level) {
    case LogLevel::kCall:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    default:
      return spdlog::level::err;
  }
}

}  // namespace

void LogLibraries(LogLevel grpc) {
  grpc_level = grpc;
  google::protobuf::SetLogHandler(
      [](google::protobuf::LogLevel, const char*, int, const std::string& message) {
        if (LogsCalls()) Log(LogLevel::kCall, "protobuf", {{"detail", message}});
      });
  gpr_set_log_function([](gpr_log_func_args* said) {
    Log(grpc_level, "grpc", {{"detail", said->message}});
  });
}

void LogCalls(bool calls) {
  Logger().set_level(calls ? spdlog::level::debug : spdlog::level::info);
}

bool LogsCalls() { return Logger().should_log(spdlog::level::debug); }

void Log(LogLevel level, absl::string_view event,
         std::initializer_list<std::pair<absl::string_view, std::string>> fields) {
  nlohmann::ordered_json line = {{"event", std::string(event)}};
  for (const auto& [key, value] : fields) line[std::string(key)] = value;
  // Bytes that are no UTF-8 may come from outside: they are replaced.
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  const auto hand_over = [](spdlog::level::level_enum severity, const std::string& fields) {
    if (!Logger().should_log(severity)) return;
    ++handed_over;
    Logger().log(severity, "{}", fields);
  };
  hand_over(Level(level), text.substr(1, text.size() - 2));
  static std::atomic<size_t> told = 0;
  const size_t dropped = Pool()->overrun_counter();
  if (size_t before = told; dropped > before && told.compare_exchange_strong(before, dropped)) {
    hand_over(
        spdlog::level::err,
        absl::StrCat(R"("event":"lines of the log were dropped","lines":)", dropped - before));
  }
}

bool FlushLog() {
  const absl::Time give_up = absl::Now() + kFlushMax;
  while (written + Pool()->overrun_counter() < handed_over && absl::Now() < give_up) {
    absl::SleepFor(absl::Milliseconds(1));
  }
  return written + Pool()->overrun_counter() >= handed_over;
}

namespace {

bool IsFailure(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnavailable;
}

}  // namespace

bool LogsEnd(absl::StatusCode code) { return IsFailure(code) || LogsCalls(); }

void LogEnd(absl::StatusCode code,
            std::initializer_list<std::pair<absl::string_view, std::string>> fields) {
  Log(IsFailure(code) ? LogLevel::kError : LogLevel::kCall, "call", fields);
}

}  // namespace cofi::rpc
