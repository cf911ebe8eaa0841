extension SynonymTable {
    /// How riders say what guides and rules say, in Korean and English.
    ///
    /// The left side is what is said in questions, the right what texts call it. Expressions are beginnings of words, so that
    /// endings do not matter.
    package static let bikeSharing = SynonymTable(
        """
        돈 돌려, 돈 다시 받, 돈을 돌려, 돈을 다시, 돈 빼, 결제 취소, 취소하고 싶, 물러, 환급, money back = 환불
        refund = 환불
        환불 = refund
        빌리, 빌려, 빌릴, 빌린, 빌렸, 타려면, 타는 법, 타는 방법, 이용하려면, 꺼내, 뽑, 렌트, 렌탈 = 대여, 이용 방법
        rent, borrow, hire, unlock, take out, pick up a bike = 대여
        대여 = rent, rental
        돌려주, 돌려줄, 돌려줘, 돌려놓, 갖다 놓, 갖다 두, 갖다놔, 가져다 놓, 되돌려, 세워두, 세워 두, 주차, 거치하, 꽂, 리턴 = 반납
        return, drop off, dock, give back, bring back, park = 반납
        반납 = return
        값, 얼마, 가격, 비용, 금액, 돈이 들, 돈 들, 돈 내, 비싸, 싸, 할인 = 요금
        how much, price, cost, fare, fee, charge, cheap, expensive, pricing = 요금
        요금 = fare, price
        바람 빠, 바람이 빠, 바람빠진, 빵꾸, 빵구, 타이어가 터, 타이어 터, 바퀴가 터, 바퀴에 바람 = 펑크, 고장
        flat tire, flat tyre, puncture = 펑크, 고장
        고장, 망가, 부서, 안 움직, 안움직, 안 굴러, 이상해, 이상하, 체인, 브레이크, 안 들어, 삐걱, 먹통, 파손 = 고장 신고, 고장
        broken, not working, out of order, defect, damaged, brake, chain = 고장, 고장 신고
        고장 = broken, fault
        표, 티켓, 정기권, 패스, 구독, 시즌권, 쿠폰 = 이용권
        ticket, pass, subscription, day pass, season pass = 이용권
        이용권 = ticket, pass
        하루, 온종일, 1일권, 당일 = 일일권
        한달, 한 달, 월권, 일년, 1년, 반년, 6개월 = 정기권
        늦게 반납, 늦, 시간 넘, 시간을 넘, 초과, 시간 지나, 시간이 지나, 오래 타, 더 타, 추가로 = 초과 요금, 추가 요금
        late, overtime, exceed, extra charge, over the time = 추가 요금, 초과
        갈아타, 갈아탈, 지하철 타, 버스 타, 지하철로, 버스로, 대중교통, 마일 = 환승, 마일리지
        transfer, subway, bus, mileage, points = 환승, 마일리지
        포인트, 적립 = 마일리지
        다치, 다쳤, 다친, 넘어, 부딪, 치였, 들이받, 충돌, 병원, 치료비 = 사고, 보험
        accident, injured, hurt, hospital, crash, insurance = 사고, 보험
        보상, 배상, 보험금 = 보험
        보험 = insurance
        사고 = accident
        몇 살, 몇살, 나이, 어린이, 초등학생, 중학생, 고등학생, 학생, 애들, 아이, 아들, 딸, 미성년, 청소년, 연령 = 나이, 만 13세, 새싹따릉이
        age, child, children, kid, kids, teenager, minor, years old, how old = 나이, 새싹따릉이
        꼬마, 작은 자전거, 어린이용, 키 작은, 소형 = 새싹따릉이
        외국인, 외국 사람, 여권, 관광객, 여행객, 여행자, 유학생, 외국에서 = 외국인
        foreigner, foreign, tourist, visitor, traveller, traveler, passport, without korean phone = 외국인
        외국인 = foreigner, tourist
        텅, 없으면, 없을 때, 하나도 없, 빈 대여소, 남은 게 없, 남은 자전거, 다 나가 = 자전거 부족, 빈 대여소
        empty, no bikes, no bike = 자전거 부족, 빈 대여소
        꽉, 가득, 자리가 없, 자리 없, 만차, 둘 데, 둘 곳, 세울 데, 세울 곳, 거치대가 없 = 거치대 부족, 가득 찬 대여소
        full, no space, no dock, no empty dock = 거치대 부족, 가득 찬 대여소
        비밀번호, 비번, 암호, 로그인 안, 로그인이 안, 접속이 안, 못 들어가 = 비밀번호, 로그인, 계정
        password, log in, login, sign in, account = 계정, 로그인, 비밀번호
        회원가입, 가입, 회원 등록, 사인업 = 회원 가입
        sign up, register, registration, join = 회원 가입
        탈퇴, 계정 삭제, 회원 그만, 지우고 싶 = 회원 탈퇴
        delete account, delete my account, withdraw = 회원 탈퇴
        헬멧, 안전모, 하이바 = 안전모
        helmet = 안전모
        helmet ~ 헬멧 ~ 안전모
        술, 음주, 맥주, 소주, 한잔, 취해서, 취한 = 음주 운전
        drunk, drinking, alcohol, drink = 음주
        둘이, 두 명, 같이 타, 뒤에 태, 2인, 둘 타, 태우고 = 동승, 2인 승차
        two people, passenger, second person = 동승, 2인 승차
        인도, 보도, 차도, 어느 길, 자전거길, 자전거 길 = 자전거도로
        sidewalk, pavement, bike lane, road, cycle path = 자전거도로
        잃어, 분실, 놓고, 두고 내, 훔쳐, 훔쳐가, 도난, 도둑 = 분실, 도난
        lost, stolen, theft, left behind, forgot = 분실, 도난
        전화, 번호, 콜센터, 고객센터, 문의, 상담, 연락 = 고객센터
        phone number, call center, call centre, contact, customer service, help desk = 고객센터
        앱, 어플, 애플리케이션, 어플리케이션, 휴대폰, 핸드폰, 스마트폰, 폰 = 앱
        app, application, phone, smartphone = 앱
        큐알, qr, 코드 스캔, 스캔 = QR코드
        신용카드, 체크카드, 카드로, 현금, 페이, 결제, 계산 = 결제
        pay, payment, credit card, cash = 결제
        비 오, 비오는, 비가, 눈 오, 눈이 오, 태풍, 날씨, 장마, 추워 = 날씨, 기상
        rain, snow, weather, storm = 날씨, 기상
        정류장, 정거장, 거치소, 스테이션, 보관소, 자전거 세워진 = 대여소
        station, stop = 대여소
        대여소 = station
        가까운, 근처, 주변, 어디 있, 어디있, 위치, 찾는 법, 찾으려면 = 대여소 찾기
        nearest, nearby, near me, where, find = 대여소 찾기
        따르릉이, 따릉히, 타릉이, 따룽이, 따능이, 뚜릉이, 따릉, 서울 자전거, 공공자전거, 공용자전거, 공유자전거 = 따릉이
        seoul bike, ttareungi, ttareungyi, public bike = 따릉이
        잠금, 자물쇠, 잠그, 잠가, 잠궈, 잠시 세, 잠깐 세, 락 = 잠금, 임시 잠금
        lock, temporary lock = 잠금
        벌금, 과태료, 범칙금, 딱지, 페널티, 벌점 = 과태료, 제재
        fine, penalty = 과태료
        규칙, 하면 안, 하지 말, 금지, 해도 되, 해도 돼, 위반 = 이용 수칙, 금지
        rule, rules, allowed, forbidden, prohibited, must not = 이용 수칙, 금지
        전기, 전동, 배터리, 모터 = 전기자전거
        electric, ebike, e-bike = 전기자전거
        선물, 친구에게, 친구한테, 대신 사, 대신 결제 = 선물, 이용권 선물
        gift = 선물
        새벽, 밤에, 24시간, 몇 시부터, 몇시부터, 몇 시까지, 몇시까지, 운영 시간 = 운영 시간
        opening hours, at night, 24 hours, hours = 운영 시간
        """
    )
}
