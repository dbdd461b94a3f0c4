// The fonts of the program: families that are really installed and that have Chinese.
#pragma once

#include <QFont>

namespace tcplab {

// All pictures are laid out in pixels of 96 dpi and scaled as a whole, so sizes are in such pixels: 12 are 9 points,
// the smallest that the window uses.
class Fonts {
public:
    static constexpr double kSmallest = 12;

    explicit Fonts(double pixels = 13);

    double pixels() const { return pixels_; }
    QFont text() const { return text_; }
    QFont strong() const { return strong_; }
    QFont mono() const { return mono_; }  // every digit as wide as every other

private:
    double pixels_;
    QFont text_, strong_, mono_;
};

}  // namespace tcplab
