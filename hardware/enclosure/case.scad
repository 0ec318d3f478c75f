// The case of a terminal: front plate, body, wall bracket. All lengths in millimetres.
// The numbers of each variant are in variants.json; `python -m hardware.enclosure` draws them all.
// Axes: x to the right and y up as one stands before it, z towards the person; the front plate lies on z = 0.

/* [The panel: measure yours] */
// the picture itself, width and height
panel_active = [216.58, 135.36];
// the whole panel with its frame
panel_outer = [252, 160];
// from the glass to the farthest part behind it, plugs not counted
panel_depth = 17;
// how far the picture's middle is from the frame's middle
panel_offset = [0, 0];

/* [The board] */
board = "pi4"; // [pi4, pi5]

/* [Parts at the front] */
keys = true;
headset = "jack"; // [jack, usb, none]
presence = true;
light = true;

/* [How it hangs] */
// distance of the holes behind it
vesa = 75; // [75, 100]
// degrees, the screen looking up at a person who sits or stands near
tilt = 15; // [0:1:30]

/* [What to draw] */
part = "assembly"; // [assembly, exploded, front_sheet, front, body, bracket]

/* [Hidden] */
$fn = 32;
plate = 3;
wall = 3;
corner = 8;
reveal = 1;          // the plate stays off the picture: no target is covered, no finger meets an edge over one
key_hole = 16.2;     // 16 mm push-buttons
key_pitch = 38;      // so far apart that a whole fingertip finds its key: 22 mm caps leave 16 mm between them
key_row = 44;        // height of the strip with the keys below the panel
jack_hole = 8.2;
usb_hole = [13.6, 6.2];
pir_hole = 10.6;     // AM312; an HC-SR501 wants 23.5 and a higher top strip
led_hole = 5.2;
top_strip = 22;
side_strip = 8;
rim = 3;             // so much of the panel's frame the plate must cover on every side
slot = 3;            // a vent is narrower than a child's finger
board_size = [85, 56];
board_holes = [58, 49];
post = 6;
slack = 12;          // for plugs and cables
screw_boss = 6;
eps = 0.02;

board_height = board == "pi5" ? 26 : 20;   // with its cooler, above the posts
vents = board == "pi5" ? 14 : 10;          // a Pi 5 makes about twice the heat

cut_out = panel_active + [2 * reveal, 2 * reveal];
outer = [panel_outer[0] + 2 * side_strip + 2 * wall, panel_outer[1] + top_strip + key_row + 2 * wall];
panel_middle = [0, (key_row - top_strip) / 2];          // of the frame, from the plate's middle
cut_middle = panel_middle + panel_offset;
keys_y = -outer[1] / 2 + wall + key_row / 2;
depth = panel_depth + slack + board_height + post + wall;
key_names = ["previous", "next", "choose", "repeat", "help"];
screws = outer - [22, 22];
keys_x = [for (i = [0 : 4]) (i - 2) * key_pitch - (headset == "none" ? 0 : key_pitch / 4)];
headset_x = keys_x[4] + key_pitch;

// ---------------------------------------------------------------- what must hold

assert(board == "pi4" || board == "pi5", "board: pi4 or pi5");
assert(cut_out[0] == panel_active[0] + 2 * reveal && cut_out[1] == panel_active[1] + 2 * reveal, "the cut-out is the picture and its reveal");
assert(min(panel_outer - cut_out) / 2 - max(abs(panel_offset[0]), abs(panel_offset[1])) >= rim, "the plate must hold the panel's frame on every side");
assert(!keys || keys_x[0] - key_pitch / 2 > -outer[0] / 2 + wall, "the keys do not fit beside one another");
assert(headset == "none" || headset_x + key_pitch / 3 < outer[0] / 2 - wall, "the headset's socket does not fit beside the keys");
assert(keys_y + 22 / 2 + 8 < cut_middle[1] - cut_out[1] / 2, "a finger on a key must not touch the picture");
assert(!presence || pir_hole + 8 <= top_strip, "the motion sensor needs a higher top strip");
assert(vesa + 20 < min(outer) && (vesa == 75 || vesa == 100), "vesa: 75 or 100, and smaller than the case");
assert(tilt >= 0 && tilt <= 30, "tilt: 0 to 30 degrees");
echo(cut_out = cut_out, outer = outer, depth = depth);

// ---------------------------------------------------------------- sheets

module rounded(size, r) { offset(r) square([size[0] - 2 * r, size[1] - 2 * r], center = true); }

module at_corners(size) { for (x = [-1, 1], y = [-1, 1]) translate([x * size[0] / 2, y * size[1] / 2]) children(); }

module headset_hole() {
    if (headset == "jack") circle(d = jack_hole);
    if (headset == "usb") square(usb_hole, center = true);
}

module front_sheet() {
    difference() {
        rounded(outer, corner);
        translate(cut_middle) square(cut_out, center = true);
        if (keys) for (x = keys_x) translate([x, keys_y]) circle(d = key_hole);
        if (headset != "none") translate([headset_x, keys_y]) headset_hole();
        if (presence) translate([0, outer[1] / 2 - wall - top_strip / 2]) circle(d = pir_hole);
        if (light) translate([outer[0] / 2 - 24, outer[1] / 2 - wall - top_strip / 2]) circle(d = led_hole);
    }
}

// Felt before a key is pressed: raised above it, one shape each.
module sign_of(name) {
    if (name == "previous") rotate(180) circle(r = 3.5, $fn = 3);
    if (name == "next") circle(r = 3.5, $fn = 3);
    if (name == "choose") circle(r = 3);
    if (name == "repeat") difference() { circle(r = 3.2); circle(r = 1.6); }
    if (name == "help") { square([7, 2], center = true); square([2, 7], center = true); }
}

module signs(height) {
    linear_extrude(height, convexity = 8)
        if (keys) for (i = [0 : 4]) translate([keys_x[i], keys_y + key_hole / 2 + 7.5]) sign_of(key_names[i]);
}

module back_sheet() {
    difference() {
        rounded(outer, corner);
        at_corners([vesa, vesa]) circle(d = 4.5);
        translate([0, -vesa / 2 - 8]) hull() for (x = [-8, 8]) translate([x, 0]) circle(d = 16);    // cables
        for (i = [0 : vents - 1])                                                                   // warm air out, high up
            translate([(i - (vents - 1) / 2) * 2.6 * slot, outer[1] / 2 - 28]) square([slot, 22], center = true);
        at_corners(screws) circle(d = 3.4);                                 // screws into the plate
    }
}

// ---------------------------------------------------------------- solids

module front() {
    linear_extrude(plate, convexity = 8) front_sheet();
    translate([0, 0, plate - eps]) signs(0.8 + eps);
    translate([0, 0, -screw_boss]) at_corners(screws) boss(9, 4, screw_boss + eps);                 // M3 brass inserts, from behind
}

module wall_slots() {
    for (i = [0 : vents - 1])
        translate([(i - (vents - 1) / 2) * 2.6 * slot, -outer[1] / 2, -depth / 2]) cube([slot, 4 * wall, depth / 2], center = true);
}

module boss(d, hole, height) { linear_extrude(height, convexity = 8) difference() { circle(d = d); circle(d = hole); } }

module body() {
    translate([0, 0, -depth]) linear_extrude(wall, convexity = 8) back_sheet();
    difference() {
        translate([0, 0, -depth]) linear_extrude(depth, convexity = 8) difference() { rounded(outer, corner); offset(-wall) rounded(outer, corner); }
        wall_slots();                                                                               // cool air in, from below
    }
    translate([0, 0, -depth + wall - eps]) {
        at_corners(screws) boss(9, 3.4, depth - wall - screw_boss);                  // the screws' sleeves
        translate([0, outer[1] / 2 - 44 - board_size[1]]) at_corners(board_holes) boss(6, 2.2, post);   // M2.5 into plastic
        translate([outer[0] / 2 - wall - 12, -outer[1] / 2 + 34]) for (y = [0, 9.5]) translate([0, y]) boss(5, 1.8, depth - wall - 8);  // lid switch
    }
}

module bracket() {
    height = vesa + 30;
    width = vesa + 30;
    top = 24;
    foot = top + height * sin(tilt);
    module cheek() linear_extrude(4, convexity = 8) polygon([[0, 0], [0, height * cos(tilt)], [top, height * cos(tilt)], [foot, 0]]);
    module leaning() translate([0, 0, foot]) rotate([-tilt, 0, 0]) children();
    difference() {
        union() {
            translate([-width / 2, 0, 0]) cube([width, height * cos(tilt), 4]);
            leaning() translate([-width / 2, 0, -4]) cube([width, height, 4]);
            for (x = [-width / 2 + 4, width / 2]) translate([x, 0, 0]) rotate([0, -90, 0]) cheek();
        }
        for (x = [-1, 1], y = [0.25, 0.75]) translate([x * (width / 2 - 20), y * height * cos(tilt), -1]) cylinder(d = 5.5, h = 6);
        translate([0, height * cos(tilt) * 0.5, -1]) cylinder(d = 30, h = 6);                       // cables into the wall
        leaning() translate([0, height / 2, 0]) {
            for (x = [-1, 1], y = [-1, 1]) translate([x * vesa / 2, y * vesa / 2, -6]) cylinder(d = 4.5, h = 8);
            translate([-16, -vesa / 2 - 14, -6]) cube([32, vesa / 2 + 14, 8]);                      // cables out of the case
        }
    }
}

// ---------------------------------------------------------------- for the eye

module panel() {
    translate([panel_middle[0], panel_middle[1], -panel_depth]) {
        color("#2b2f33") translate([-panel_outer[0] / 2, -panel_outer[1] / 2, 0]) cube([panel_outer[0], panel_outer[1], panel_depth - 0.2]);
        color("#0a4f6b") translate([-panel_active[0] / 2 + panel_offset[0], -panel_active[1] / 2 + panel_offset[1], panel_depth - 0.2])
            cube([panel_active[0], panel_active[1], 0.3]);
    }
}

module caps() {
    if (keys) for (x = keys_x) color("#14232b") translate([x, keys_y, plate]) cylinder(d = 22, h = 4);
    if (presence) color("white") translate([0, outer[1] / 2 - wall - top_strip / 2, plate - 1]) sphere(d = pir_hole);
    if (light) color("#8fd6a8") translate([outer[0] / 2 - 24, outer[1] / 2 - wall - top_strip / 2, plate - 1]) sphere(d = led_hole);
}

module circuit_board() {
    color("#1b5233") translate([-board_size[0] / 2, outer[1] / 2 - 44 - board_size[1] * 1.5, -depth + wall + post]) cube([board_size[0], board_size[1], 1.6]);
}

module laid(apart) {
    color("#fafaf7") translate([0, 0, 2 * apart]) front();
    color("#14232b") translate([0, 0, 2 * apart + plate]) signs(1);
    translate([0, 0, 2 * apart]) caps();
    translate([0, 0, apart]) panel();
    circuit_board();
    color("#b9c6cb") body();
    color("#74858d") translate([0, 0, -depth - apart]) rotate([tilt, 0, 0]) translate([0, -(vesa + 30) / 2 * cos(tilt), -24 - (vesa + 30) / 2 * sin(tilt)]) bracket();
}

if (part == "assembly") laid(0);
if (part == "exploded") laid(90);
if (part == "front_sheet") front_sheet();
if (part == "front") front();
if (part == "body") body();
if (part == "bracket") bracket();
