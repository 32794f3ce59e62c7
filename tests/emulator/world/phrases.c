/*
 * What brands of every trade say: greetings, holidays, give-aways, calls to answer.
 */
#include "trades.h"
#include "words.h"

/* clang-format off */
const struct words common_openings = WORDS(
    "Selamat {t} semuanya! {e}",
    "Happy {d}! {e}",
    "GIVEAWAY TIME 🎉🎉",
    "Terima kasih 🙏🏽 buat {n}.000 followers-nya!",
    "Info penting, mohon dibaca ya kak 🙏🏻",
    "Kamu tim A atau tim B? {e}",
    "Dirgahayu Republik Indonesia 🇮🇩 Merdeka!",
    "Throwback {n} tahun lalu, waktu semuanya baru mulai.",
    "Kabar gembira buat kita semua {e}",
    "Behind the scene hari ini 🎬",
    "Nggak kerasa udah {d} lagi…",
    "Mohon maaf lahir dan batin 🤲🏼",
    "“Jangan menyerah, istirahat dulu.”",
    "Ada yang kangen? {e}");

const struct words common_bodies = WORDS(
    "Syaratnya gampang: follow, like, dan tag {n} temanmu.",
    "Pemenang diumumkan {d} malam lewat story.",
    "Pengiriman tutup {d} jam 15.00 dan buka lagi esok harinya.",
    "Diskon {h} pakai kode LOKAL{n}, min. belanja {r}.",
    "Hati-hati penipuan! Akun kami cuma ini.",
    "Gratis ongkir se-Jawa, luar Jawa potongan {r}.",
    "Tim kami balas chat dari jam 9 pagi sampai {t}.",
    "Cerita kalian yang bikin kami semangat tiap {t} ❤️",
    "Promo {#} ini nggak datang dua kali lho.",
    "Cek juga {#} untuk lihat foto dari teman-teman lain.",
    "Syarat & ketentuan berlaku.",
    "Kolaborasi spesial bareng {m} {e}",
    "Stok tinggal {n}, siapa cepat dia dapat!");

const struct words common_closings = WORDS(
    "Order sekarang, link di bio ya kak {e}",
    "Tulis jawabanmu di kolom komentar 👇🏽",
    "Yuk mampir! {e}",
    "Save dulu biar nggak lupa 📌",
    "Share ke teman yang butuh info ini.",
    "DM untuk pemesanan 📩",
    "Setuju nggak? {e}",
    "Komen \"MAU\" kalau tertarik!",
    "Sampai ketemu {d} ini 👋🏻",
    "Ditunggu ya, kakak-kakak 🥰",
    "Mana favoritmu, 1, 2, atau {n}?",
    "Klik keranjang kuning sebelum kehabisan.");

const struct words common_english = WORDS(
    "Weekend mood {e}",
    "We're hiring! Send your CV before {D}.",
    "New week, new energy {e}",
    "Thank you for {n}K 🥹🙏🏽",
    "Something special is coming this {D}…",
    "Proudly made in Indonesia 🇮🇩",
    "Tell us your favourite and win {r}!",
    "It's a yes from us {e}");

const struct words common_english_closings = WORDS(
    "Link in bio.",
    "Tag someone who needs this {e}",
    "Which one is yours? 1, 2 or {n}?",
    "Save this for later 📌",
    "Drop a {e} in the comments!",
    "DM us to order 📩",
    "Don't miss it!");

const struct words common_tags = WORDS(
    "indonesia", "jakarta", "bandung", "surabaya", "umkm", "umkmindonesia", "lokal",
    "banggabuatanindonesia", "fyp", "viral", "promo", "diskon", "giveaway", "giveawayindo",
    "supportlocal", "jogja", "ramadan", "instagood", "reelsindonesia", "explore");

const struct words common_emoji = WORDS(
    "❤️", "🔥", "🙏🏽", "👍🏽", "😍", "🥰", "🎉", "👇🏼", "💯", "😂", "🫶🏽", "👨‍👩‍👧‍👦",
    "🤷🏽‍♀️", "🏳️‍🌈", "✌🏿", "🇮🇩", "🙋🏻‍♀️", "❤️‍🔥");

const struct words weekdays = WORDS(
    "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu");

const struct words english_weekdays = WORDS(
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

const struct words day_times = WORDS("pagi", "siang", "sore", "malam");
/* clang-format on */
