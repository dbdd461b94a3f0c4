#include "script_run/script_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tcplab::script_run {
namespace {

// No script is anywhere near this; a wrong file may be larger than memory.
constexpr std::uintmax_t kLargestFile = 16u << 20;

std::optional<std::string> textOfFile(const std::filesystem::path& path)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error) || std::filesystem::file_size(path, error) > kLargestFile)
        return std::nullopt;
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return in ? std::optional(text.str()) : std::nullopt;
}

}  // namespace

Result<packetdrill::Script> readScript(const std::string& path, const packetdrill::ParseOptions& options)
{
    const auto text = textOfFile(path);
    if (!text)
        return tl::unexpected(problemIn(path, QT_TRANSLATE_NOOP("Sentence", "the script cannot be read")));
    return packetdrill::parseScript(*text, path, options);
}

packetdrill::ShellFiles filesBeside(const std::string& path)
{
    return [folder = std::filesystem::path(path).parent_path()](const std::string& name) { return textOfFile(folder / name); };
}

std::vector<std::string> conditionsOf(const std::string& profile) { return {profile == "freebsd" ? "FreeBSD" : "STANDARD"}; }

std::vector<std::string> scriptsIn(const std::string& path)
{
    std::error_code error;
    if (!std::filesystem::is_directory(path, error))
        return {path};
    std::vector<std::string> scripts;
    for (auto entry = std::filesystem::recursive_directory_iterator(path, error);
         !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error))
        if (entry->path().extension() == ".pkt")
            scripts.push_back(entry->path().string());
    std::sort(scripts.begin(), scripts.end());
    return scripts;
}

}  // namespace tcplab::script_run
