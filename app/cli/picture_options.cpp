#include "cli/picture_options.h"

#include <cstdio>

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "language/language.h"

namespace tcplab {
namespace {

constexpr int kShortest = 100;
constexpr int kLongest = 8000;

std::optional<QSize> parseSize(const std::string& text)
{
    const QStringList sides = QString::fromStdString(text).split(u'x');
    if (sides.size() != 2)
        return std::nullopt;
    bool widthReads = false;
    bool heightReads = false;
    const QSize size(sides[0].toInt(&widthReads), sides[1].toInt(&heightReads));
    const auto fits = [](int side) { return side >= kShortest && side <= kLongest; };
    return widthReads && heightReads && fits(size.width()) && fits(size.height()) ? std::optional(size) : std::nullopt;
}

std::string checkSize(const std::string& text)
{
    if (parseSize(text))
        return {};
    return words({QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is not a size: write WIDTHxHEIGHT, each from {1} to {2}, for example 1280x800."),
                  text, kShortest, kLongest});
}

}  // namespace

void PictureOptions::addTo(CLI::App& command, const std::string& size)
{
    size_ = size;
    language_ = programLanguage().toStdString();
    command.add_option("--size", size_, words(QT_TRANSLATE_NOOP("Sentence", "The picture's width and height in pixels")))
        ->check(CLI::Validator(checkSize, "WxH"))
        ->capture_default_str();
    command.add_option("--theme", theme_, words(QT_TRANSLATE_NOOP("Sentence", "light or dark")))
        ->check(CLI::IsMember({"light", "dark"}))
        ->capture_default_str();
    command.add_option("--language", language_, words(QT_TRANSLATE_NOOP("Sentence", "en or zh_CN")))
        ->check(CLI::IsMember({"en", "zh_CN"}))
        ->capture_default_str();
}

QSize PictureOptions::size() const { return *parseSize(size_); }

}  // namespace tcplab
