/** A product of the demo shop; names in both languages, the price in US dollars. */
export interface ShopProduct { id: string; category: string; name: { en: string; ko: string }; price: number }

const shelves: Record<string, [string, string, number][]> = {
  'home.kitchen': [['Cast-iron pot 24 cm', '무쇠 냄비 24cm', 129], ['Hand-forged chef knife', '수제 셰프 나이프', 89], ['Pour-over kettle', '드립 주전자', 64], ['Oak serving board', '참나무 도마', 38]],
  'home.bedding': [['Washed linen duvet', '워싱 린넨 이불', 149], ['Down pillow', '구스다운 베개', 72], ['Cotton sheet set', '순면 시트 세트', 98], ['Wool throw', '울 담요', 84]],
  'electronics.audio': [['Noise-cancelling headphones', '노이즈 캔슬링 헤드폰', 279], ['Wireless earbuds', '무선 이어폰', 129], ['Bookshelf speakers', '북쉘프 스피커', 340], ['Turntable', '턴테이블', 249]],
  'electronics.phone': [['Phone Haru 12', '하루폰 12', 799], ['Phone Haru 12 mini', '하루폰 12 미니', 649], ['Magnetic charger', '마그네틱 충전기', 39], ['Leather phone case', '가죽 케이스', 45]],
  'electronics.tv': [['OLED television 55″', 'OLED TV 55형', 1490], ['Soundbar', '사운드바', 329], ['Projector', '프로젝터', 699], ['Streaming stick', '스트리밍 스틱', 49]],
  'fashion.women': [['Merino cardigan', '메리노 가디건', 118], ['Linen dress', '린넨 원피스', 136], ['Leather ankle boots', '가죽 앵클 부츠', 189], ['Silk scarf', '실크 스카프', 69]],
  'fashion.men': [['Oxford shirt', '옥스퍼드 셔츠', 74], ['Wool blazer', '울 블레이저', 245], ['Selvedge jeans', '셀비지 데님', 138], ['Canvas trainers', '캔버스 운동화', 79]],
  'beauty.skincare': [['Rice toner', '쌀 토너', 24], ['Ceramide cream', '세라마이드 크림', 36], ['Vitamin C serum', '비타민 C 세럼', 42], ['Sun fluid SPF 50', '선 플루이드 SPF50', 22]],
  'sports.running': [['Running shoes Tempo', '러닝화 템포', 139], ['Light running jacket', '경량 러닝 재킷', 96], ['GPS watch', 'GPS 시계', 259], ['Hydration vest', '러닝 베스트', 88]],
  'sports.camping': [['Two-person tent', '2인용 텐트', 289], ['Down sleeping bag', '다운 침낭', 219], ['Titanium cook set', '티타늄 코펠', 79], ['Folding chair', '접이식 의자', 59]],
  'toys.bricks': [['Brick castle, 1,200 pieces', '블록 성 1,200조각', 119], ['Space shuttle set', '우주왕복선 세트', 94], ['Brick town starter', '블록 마을 입문', 49], ['Bonsai brick set', '분재 블록', 52]],
  'books.fiction': [['The Lantern Keeper', '등불지기', 17], ['Salt and Cedar', '소금과 삼나무', 19], ['A Map of Small Rains', '작은 비의 지도', 16], ['The Night Ferry', '밤의 나룻배', 18]],
};

export const categories = Object.keys(shelves);

export const products: ShopProduct[] = Object.entries(shelves).flatMap(([category, items]) =>
  items.map(([en, ko, price], i) => ({ id: `${category.split('.')[1]}-${i + 1}`, category, name: { en, ko }, price })));

export const productById = new Map(products.map((p) => [p.id, p]));

/** A front page with something of everything: the first of each shelf, then the second. */
export const mixed = [0, 1, 2, 3].flatMap((i) => categories.map((category) => products.filter((p) => p.category === category)[i]!));
