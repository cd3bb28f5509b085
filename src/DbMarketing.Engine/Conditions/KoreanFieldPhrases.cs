namespace DbMarketing.Engine.Conditions;

/// <summary>The fields of the catalogue in Korean.</summary>
internal static class KoreanFieldPhrases
{
    public static readonly IReadOnlyDictionary<string, FieldPhrase> All = new Dictionary<string, FieldPhrase>(StringComparer.Ordinal)
    {
        ["recency"] = new("마지막 구매 후 경과 시간", "마지막 구매 {0} 전", "아직 구매 없음"),
        ["firstPurchase"] = new("첫 구매 후 경과 시간", "첫 구매 {0} 전", "아직 구매 없음"),
        ["purchases.count"] = new("주문 수", "주문 {0}", Counter: "건"),
        ["purchases.days"] = new("구매한 날", "구매한 날 {0}", Counter: "일"),
        ["purchases.netRevenue"] = new("순 구매액", "순 구매액 {0}"),
        ["purchases.average"] = new("평균 주문액", "평균 주문액 {0}", "아직 주문 없음"),
        ["purchases.refunded"] = new("환불액", "환불액 {0}"),
        ["purchases.refunds"] = new("환불 수", "환불 {0}", Counter: "건"),
        ["cart.value"] = new("장바구니 금액", "장바구니 금액 {0}"),
        ["cart.lines"] = new("장바구니 상품 수", "장바구니 상품 {0}", Counter: "개"),
        ["cart.age"] = new("장바구니 변경 후 경과 시간", "장바구니 변경 {0} 전", "장바구니 비어 있음"),
        ["affinity."] = new("{1} 관심도", "{1} 관심도 {0}", "{1} 관심 아직 없음"),
        ["affinityScore."] = new("{1} 관심 점수", "{1} 관심 점수 {0}", Counter: "점"),
        ["firstSeen"] = new("첫 접촉 후 경과 시간", "첫 접촉 {0} 전", "접촉 이력 없음"),
        ["lastSeen"] = new("마지막 접촉 후 경과 시간", "마지막 접촉 {0} 전", "접촉 이력 없음"),
        ["interactions."] = new("{1} 수", "{1} {0}", Counter: "회"),
        ["since."] = new("마지막 {1} 후 경과 시간", "마지막 {1} {0} 전", "{1} 이력 없음"),
        ["session.open"] = new("방문", "현재 방문 중", "현재 방문 중 아님"),
        ["session.interactions"] = new("이번 방문의 활동 수", "이번 방문의 활동 {0}", Counter: "회"),
        ["session.productViews"] = new("이번 방문에 본 상품 수", "이번 방문에 본 상품 {0}", Counter: "개"),
        ["session.minutes"] = new("이번 방문 시간", "이번 방문 시간 {0}", Counter: "분"),
        ["now.hour"] = new("현재 시각", "현재 시각 {0}"),
        ["now.weekday"] = new("요일", "오늘은 {0}"),
        ["known"] = new("고객 확인", "확인된 고객", "익명 방문자"),
        ["channel"] = new("채널", "채널 {0}", "채널 없음"),
        ["language"] = new("언어", "언어 {0}", "언어 알 수 없음"),
        ["context."] = new("이번 접촉의 {1}", "이번 접촉의 {1} {0}", "이번 접촉의 {1} 없음"),
        ["profile."] = new("{1}", "{1} {0}", "{1} 알 수 없음"),
        ["years."] = new("{1} 후 햇수", "{1} 후 {0}", "{1} 알 수 없음", Counter: "년"),
        ["years.birthDate"] = new("나이", "만 {0}", "나이 알 수 없음", Counter: "세"),
        ["consent."] = new("{1} 허용", "{1} 허용됨", "{1} 허용되지 않음"),
    };

    public static readonly IReadOnlyDictionary<string, string> Kinds = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["identified"] = "로그인",
        ["pageViewed"] = "페이지 조회",
        ["searched"] = "검색",
        ["productViewed"] = "상품 조회",
        ["productWishListed"] = "찜하기",
        ["cartChanged"] = "장바구니 변경",
        ["orderCompleted"] = "주문",
        ["orderRefunded"] = "환불",
        ["pointsEarned"] = "포인트 적립",
        ["pointsSpent"] = "포인트 사용",
        ["storeVisited"] = "매장 방문",
        ["offerPresented"] = "제안 노출",
        ["offerClicked"] = "제안 클릭",
        ["offerAccepted"] = "제안 수락",
        ["offerDeclined"] = "제안 거절",
        ["offerIgnored"] = "제안 무반응",
        ["outcomeVoided"] = "결과 취소",
        ["messageSent"] = "메시지 발송",
        ["messageDelivered"] = "메시지 도착",
        ["messageOpened"] = "메시지 열람",
        ["messageBounced"] = "메시지 반송",
        ["callStarted"] = "통화",
        ["callEnded"] = "통화 종료",
        ["caseOpened"] = "문의 접수",
        ["caseClosed"] = "문의 종결",
        ["feedbackGiven"] = "의견",
        ["consentChanged"] = "동의 변경",
        ["identitiesMerged"] = "프로필 통합",
        ["custom"] = "기타 활동",
    };

    /// <summary>Attributes that many playbooks declare, and words that shops put into the moment; others keep their own name.</summary>
    public static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["firstName"] = "이름", ["lastName"] = "성", ["email"] = "이메일", ["phone"] = "전화번호", ["birthDate"] = "생년월일",
        ["birthYear"] = "출생 연도", ["gender"] = "성별", ["city"] = "도시", ["country"] = "국가", ["children"] = "자녀 수",
        ["language"] = "언어", ["appUser"] = "앱 사용", ["tier"] = "등급", ["points"] = "포인트", ["favouriteStore"] = "단골 매장",
        ["preferredChannel"] = "선호 채널", ["lifestyle"] = "라이프스타일", ["style"] = "스타일", ["intent"] = "용건",
        ["page"] = "페이지", ["category"] = "카테고리",
        ["monday"] = "월요일", ["tuesday"] = "화요일", ["wednesday"] = "수요일", ["thursday"] = "목요일", ["friday"] = "금요일",
        ["saturday"] = "토요일", ["sunday"] = "일요일",
    };
}
